package io.jenkins.plugins.crossaccountdeploy.simulator.sts;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/**
 * What the policy and the tags of a session take up in its token. AWS packs them into a format that it does not publish and
 * tells only the percentage of the space they may take; here they are deflated.
 *
 * @param percentage of the allotted space; 0 without policy and tags
 * @param hasPolicy whether there is a policy among it
 */
record PackedPolicy(int percentage, boolean hasPolicy) {

    static PackedPolicy of(AssumeRoleInput input, int allottedBytes) {
        String text = input.policyText().orElse("") + (input.tags().isEmpty() ? "" : input.tags());
        int percentage = text.isEmpty() ? 0 : Math.max(1, deflated(text) * 100 / allottedBytes);
        return new PackedPolicy(percentage, input.policyText().isPresent());
    }

    private static int deflated(String text) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            byte[] buffer = new byte[8192];
            int size = 0;
            while (!deflater.finished()) {
                size += deflater.deflate(buffer);
            }
            return size;
        } finally {
            deflater.end();
        }
    }

    void requireToFit() {
        if (percentage > 100) {
            throw new AwsError(
                    400,
                    "PackedPolicyTooLarge",
                    hasPolicy
                            ? "Packed policy consumes " + percentage + "% of allotted space, please use smaller policy."
                            : "Packed size of session tags consumes " + percentage + "% of allotted space.");
        }
    }
}
