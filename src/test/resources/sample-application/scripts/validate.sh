#!/bin/sh
# The shop must answer within half a minute.
set -eu
for attempt in 1 2 3 4 5 6; do
    if curl --fail --silent --max-time 5 http://localhost:8080/ | grep -q '<h1>Harbour Tea</h1>'; then
        exit 0
    fi
    sleep 5
done
echo "validate: http://localhost:8080/ does not show the shop" >&2
exit 1
