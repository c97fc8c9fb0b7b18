package org.kohsuke.stapler;

public class ForwardToView extends RuntimeException implements HttpResponse {
    private static final long serialVersionUID = 1;

    public ForwardToView(Object it, String view) {}
}
