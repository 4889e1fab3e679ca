#!/bin/sh
# Writes a random password for docker-compose.yml, once; an existing one is left as it is.
#   secrets/neo4j_auth       neo4j/PASSWORD, for the Neo4j image
#   secrets/whomet_password  PASSWORD, for whomet
# WHOMET_SECRETS names another folder (docker-compose.yml reads ./secrets).
set -eu

folder=${WHOMET_SECRETS:-$(dirname "$0")/../secrets}
if [ -e "$folder/neo4j_auth" ] || [ -e "$folder/whomet_password" ]; then
    echo "$folder: a password is there already; remove both files to make a new one" \
        "(a database that exists keeps its old password)" >&2
    exit 1
fi

mkdir -p "$folder"
# The folder keeps others out. The files are readable in it, because the containers mount them one
# by one and read them as users of their own.
chmod 700 "$folder"
password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
if [ "${#password}" -ne 48 ]; then
    echo "/dev/urandom gave no random bytes; nothing was written" >&2
    exit 1
fi
umask 022
printf 'neo4j/%s\n' "$password" >"$folder/neo4j_auth"
printf '%s\n' "$password" >"$folder/whomet_password"
echo "Wrote $folder/neo4j_auth and $folder/whomet_password"
