#!/bin/sh
# Puts the shop on the web server.
set -eu
cat > /etc/nginx/conf.d/tea-shop.conf <<'CONF'
server {
    listen 8080;
    root /var/www/tea-shop;
    error_page 404 /404.html;
}
CONF
nginx -t -q
if pidof nginx > /dev/null; then
    nginx -s reload
else
    nginx
fi
