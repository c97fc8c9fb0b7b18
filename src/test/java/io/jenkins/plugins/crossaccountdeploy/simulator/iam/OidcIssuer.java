package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Somebody on the internet who issues ID tokens of OpenID Connect, as Jenkins can, and lets anybody read its public key. */
public final class OidcIssuer {

    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String url;
    private volatile KeyPair keys = newKeys();
    private volatile boolean reachable = true;

    /** @param url such as {@code https://jenkins.example/oidc} */
    public OidcIssuer(String url) {
        this.url = url;
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public String url() {
        return url;
    }

    /** Whether AWS gets to the issuer's public key. */
    public void reachable(boolean isReachable) {
        reachable = isReachable;
    }

    boolean isReachable() {
        return reachable;
    }

    /** Issues a token. */
    public String token(String audience, String subject, Instant issued, Duration lifetime) {
        String header = encoded(Json.object().put("alg", "ES256").put("typ", "JWT"));
        String claims = encoded(Json.object()
                .put("iss", url)
                .put("aud", audience)
                .put("sub", subject)
                .put("iat", issued.getEpochSecond())
                .put("exp", issued.plus(lifetime).getEpochSecond()));
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(keys.getPrivate());
            signature.update((header + "." + claims).getBytes(StandardCharsets.US_ASCII));
            return header + "." + claims + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(Json json) {
        return ENCODER.encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** From now on another key signs, and no token of before is good any more. */
    public void replaceKeys() {
        keys = newKeys();
    }

    boolean hasSigned(String signed, String signatureText) {
        try {
            PublicKey key = keys.getPublic();
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(signatureText));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
