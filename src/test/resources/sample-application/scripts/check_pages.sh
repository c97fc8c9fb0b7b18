#!/bin/sh
# Fails if a product would be on show without a price: better no deployment than free tea.
set -eu
cd "${SHOP_ROOT:-/var/www/tea-shop}"
faults=0
for page in products/*.html; do
    if ! grep -q '<p class="price">[0-9]' "$page"; then
        echo "$page has no price" >&2
        faults=$((faults + 1))
    fi
done
if [ "$faults" -gt 0 ]; then
    echo "check_pages: $faults of $(ls products | wc -l | tr -d ' ') pages cannot go live" >&2
    exit 1
fi
