package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Cuts lists into pages. */
final class Pages {

    private volatile int size = 100;

    /** How many entries a page has. */
    void size(int entries) {
        size = entries;
    }

    Json page(Json input, String name, List<?> all) {
        int start = input.string("nextToken").map(Pages::position).orElse(0);
        if (start > all.size()) {
            throw invalidToken();
        }
        int end = Math.min(all.size(), start + size);
        Json page = Json.object().put(name, all.subList(start, end));
        return end < all.size() ? page.put("nextToken", token(end)) : page;
    }

    private static String token(int position) {
        return Base64.getUrlEncoder().encodeToString(("page-" + position).getBytes(StandardCharsets.US_ASCII));
    }

    private static int position(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            if (text.startsWith("page-")) {
                return Integer.parseInt(text.substring("page-".length()));
            }
        } catch (IllegalArgumentException malformed) {
            throw invalidToken();
        }
        throw invalidToken();
    }

    private static AwsError invalidToken() {
        return new AwsError(400, "InvalidNextTokenException", "The next token was not given out for this list");
    }
}
