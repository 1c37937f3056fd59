#!/bin/sh
# Makes what the gateway's settings name in a fresh Nexus, and leaves alone what is there.
#
#   deploy/compose/nexus.sh URL USER:PASSWORD
#
# go-proxy: public modules from proxy.golang.org. go-hosted: a raw repository that holds a GOPROXY tree of the company's own modules, which
# Nexus's Go format cannot host; PUT /repository/go-hosted/MODULE/@v/VERSION.zip (.mod, .info) and list publish one.
set -eu
api="$1/service/rest/v1"

ask() { curl -fsS -u "$2" -H 'Content-Type: application/json' -X "$1" -d "$4" "$api/$3"; }

repository() {
    if curl -fsS -u "$1" -o /dev/null "$api/repositories/$3" 2>/dev/null; then
        echo "$3: is there"
    else
        ask POST "$1" "repositories/$2" "$4"
        echo "$3: made"
    fi
}

repository "$2" go/proxy go-proxy '{
  "name": "go-proxy", "online": true,
  "storage": { "blobStoreName": "default", "strictContentTypeValidation": true },
  "proxy": { "remoteUrl": "https://proxy.golang.org/", "contentMaxAge": -1, "metadataMaxAge": 1 },
  "negativeCache": { "enabled": true, "timeToLive": 1 },
  "httpClient": { "blocked": false, "autoBlock": true }
}'
repository "$2" raw/hosted go-hosted '{
  "name": "go-hosted", "online": true,
  "storage": { "blobStoreName": "default", "strictContentTypeValidation": false, "writePolicy": "ALLOW" },
  "raw": { "contentDisposition": "ATTACHMENT" }
}'
ask PUT "$2" security/anonymous '{ "enabled": true, "userId": "anonymous", "realmName": "NexusAuthorizingRealm" }' >/dev/null
echo "anonymous reading: on"
