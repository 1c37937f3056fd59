#!/usr/bin/env bash
# The step `certs` of docker-compose.yml: certificates by certs/make-dev-certs.sh, and the secrets that the services share. A secret that
# is there stays. Not for production.
#
#   deploy/compose/certs.sh FOLDER      the folder certs; all goes to FOLDER/dev
set -euo pipefail

# Users of the images: the gateway's, and Keycloak's.
gateway=1654
keycloak=1000

certs=$(cd "$1" && pwd)
"$certs/make-dev-certs.sh" "$certs/dev" gateway balancer keycloak
cd "$certs/dev"

secret() { [ -s "$1" ] || openssl rand -hex 32 >"$1"; }
for name in redis.password redis.key alerts.token audit.salt; do
    secret "$name"
done
[ -s audit-signing.pem ] || openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out audit-signing.pem

mkdir -p keycloak
cp server.pem server.key keycloak/

# The folder is reached by the images' users; what is in it belongs to the one that needs it. Of what several need, everybody on this machine
# may read certificates, Redis's password and the alerts' token: they open nothing beyond these containers.
chmod 755 . keycloak
chmod 644 ./*.pem ./*.crl redis.password alerts.token keycloak/server.pem
chmod 600 audit-signing.pem audit.salt ./*.key keycloak/server.key
chown "$gateway" server.key redis.key audit.salt audit-signing.pem
chown "$keycloak" keycloak/server.key
# Who works here shows his own certificate.
chown --reference="$certs/README.md" developer.key ci.key
