#!/bin/sh
# Takes the shop off the web server. There is nothing to take off the first time.
set -eu
rm -f /etc/nginx/conf.d/tea-shop.conf
if pidof nginx > /dev/null; then
    nginx -s reload
fi
