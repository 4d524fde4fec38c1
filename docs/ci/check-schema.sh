#!/bin/sh
# Checks a company's schema against the network that is served now. For any CI; see README.md beside this file.
#
#   COMPANY              the company's slug
#   SHARED_URL           the shared layer's address
#   COMPANY_KEY          the company's private key, a JWK as JSON: a secret of the CI
#   SCHEMA               files and folders with the schema, apart by spaces; "schema" when left out
#   FORMAT               text, json, github or sarif; "text" when left out
#   ACCEPT_EXPOSURE      coordinates that are meant to be newly visible to other companies, apart by spaces
#
# Ends with 0 when the schema may ship, 1 when it may not, 2 when it could not be checked.
set -eu

# Not ${NAME:?…}: shells end with different statuses for it, and 1 means something else here.
for name in COMPANY SHARED_URL COMPANY_KEY; do
  eval "given=\${$name:-}"
  if [ -z "$given" ]; then
    echo "$name is not set: see the first lines of $0." >&2
    exit 2
  fi
done
unset given

umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
printf '%s' "$COMPANY_KEY" > "$folder/key.json"

npx agent-network schema fetch --company "$COMPANY" --shared-url "$SHARED_URL" \
  --key "$folder/key.json" --network "$folder/network.json" >&2 || exit 2
# What comes now needs no key, and reads files of a change that nobody has looked at yet.
rm "$folder/key.json"
unset COMPANY_KEY

accepted=""
if [ -n "${ACCEPT_EXPOSURE:-}" ]; then accepted="--accept-exposure $ACCEPT_EXPOSURE"; fi
status=0
# Lists of words, on purpose.
# shellcheck disable=SC2086
npx agent-network schema check ${SCHEMA:-schema} --company "$COMPANY" \
  --network "$folder/network.json" --format "${FORMAT:-text}" $accepted || status=$?
exit "$status"
