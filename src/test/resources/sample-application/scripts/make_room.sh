#!/bin/sh
# Removes the pages of the earlier revision, so that a product that is sold out leaves no page behind.
set -eu
root=${SHOP_ROOT:-/var/www/tea-shop}
rm -rf "$root"
mkdir -p "$root"
