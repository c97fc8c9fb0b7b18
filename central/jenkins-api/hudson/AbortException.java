package hudson;

import java.io.IOException;

public class AbortException extends IOException {
    public AbortException() {
        super();
    }

    public AbortException(String message) {
        super(message);
    }
}
