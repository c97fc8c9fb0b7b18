package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;

/** What an intermediary answers in place of AWS: pages for people, without an AWS error code or request ID. */
final class ProxyPages {

    private ProxyPages() {}

    /** A proxy or load balancer that got no proper answer itself, such as 502, 503 or 504. */
    static Response gateway(int status) {
        return page(status, "The proxy server received an invalid response from an upstream server.")
                .header("Server", "nginx/1.22.1")
                .header("Via", "1.1 proxy.corp.example");
    }

    /** A firewall that lets nobody through. */
    static Response firewall() {
        return page(403, "Your organization's security policy has blocked this request. Category: Cloud storage.")
                .header("Server", "WebFilter");
    }

    private static Response page(int status, String text) {
        return Response.of(status).body("text/html; charset=utf-8", """
                <!DOCTYPE html>
                <html><head><title>%1$d</title></head>
                <body><center><h1>%1$d</h1></center><p>%2$s</p></body></html>
                """.formatted(status, text));
    }
}
