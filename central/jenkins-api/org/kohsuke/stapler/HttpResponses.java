package org.kohsuke.stapler;

public class HttpResponses {
    public HttpResponses() {}

    public static ForwardToView forwardToView(Object it, String view) {
        return null;
    }

    public static HttpResponseException notFound() {
        return null;
    }

    public static HttpResponseException redirectViaContextPath(String relative) {
        return null;
    }

    public static HttpResponseException ok() {
        return null;
    }

    public static HttpResponseException errorWithoutStack(int code, String errorMessage) {
        return null;
    }

    public abstract static class HttpResponseException extends RuntimeException implements HttpResponse {
        private static final long serialVersionUID = 1;

        public HttpResponseException(String message) {
            super(message);
        }
    }
}
