#!/usr/bin/env bash
# Makes certificates to try the gateway with: an authority for servers, one for clients, and what they issue. Running it again
# renews what they issued and keeps the authorities. Nothing of it is for production; certs/README.md says what belongs there.
#
#   certs/make-dev-certs.sh [FOLDER [HOST...]]      default: certs/dev; the server answers to localhost and to each HOST
set -euo pipefail

folder=${1:-$(dirname "${BASH_SOURCE[0]}")/dev}
hosts=("${@:2}")
umask 077
mkdir -p "$folder"
cd "$folder"

say() { echo "$(basename "$PWD")/$1: $2"; }

key() { [ -s "$1" ] || openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }

# authority NAME COMMON-NAME: made once, for ten years.
authority() {
    [ ! -s "$1.pem" ] || return 0
    key "$1.key"
    openssl req -x509 -new -key "$1.key" -sha256 -days 3650 -subj "/CN=$2" -out "$1.pem" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
    say "$1.pem" "the authority \"$2\""
}

# issue NAME AUTHORITY COMMON-NAME USAGE ALTERNATIVE-NAMES: for 90 days, with a new key.
issue() {
    rm -f "$1.key.new"
    key "$1.key.new"
    openssl req -new -key "$1.key.new" -subj "/CN=$3" | openssl x509 -req -sha256 -days 90 -CA "$2.pem" -CAkey "$2.key" \
        -set_serial "0x$(openssl rand -hex 16)" -out "$1.pem.new" -extfile <(printf '%s\n' \
        basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature "extendedKeyUsage=$4" \
        subjectKeyIdentifier=hash authorityKeyIdentifier=keyid "subjectAltName=$5") 2>/dev/null
    mv "$1.key.new" "$1.key"
    mv "$1.pem.new" "$1.pem"
    say "$1.pem" "$5, with $1.key, for 90 days"
}

# revocations AUTHORITY: a list for 30 days; openssl keeps what is revoked in AUTHORITY.index.
revocations() {
    [ -e "$1.index" ] || : >"$1.index"
    [ -e "$1.number" ] || echo 01 >"$1.number"
    printf '[ca]\ndefault_ca=dev\n[dev]\ndatabase=%s.index\ncrlnumber=%s.number\nunique_subject=no\n' "$1" "$1" >"$1.cnf"
    openssl ca -config "$1.cnf" -gencrl -md sha256 -crldays 30 -keyfile "$1.key" -cert "$1.pem" -out "$1.crl.new" 2>/dev/null
    mv "$1.crl.new" "$1.crl"
    say "$1.crl" "the revocation list of the clients, for 30 days"
}

authority server-ca "Gateway dev servers"
authority client-ca "Gateway dev clients"
issue server server-ca localhost serverAuth "DNS:localhost$(printf ',DNS:%s' "${hosts[@]+${hosts[@]}}" | sed 's/,DNS:$//'),IP:127.0.0.1,IP:::1"
issue developer client-ca developer clientAuth "email:developer@corp.example"
issue ci client-ca ci clientAuth "URI:spiffe://corp.example/ci"
revocations client-ca
