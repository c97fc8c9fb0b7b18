package io.jenkins.plugins.crossaccountdeploy.account;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.StsException;

/** STS does not let Jenkins assume the role of the development account, whatever call has needed its session. */
public final class SourceRoleException extends StsException {

    private static final long serialVersionUID = 1;

    private final transient Optional<WebIdentityToken.Claims> claims;

    private SourceRoleException(Builder builder, Optional<WebIdentityToken.Claims> claims) {
        super(builder);
        this.claims = claims;
    }

    /** Refused to whoever has the access key. */
    static SourceRoleException of(StsException refused) {
        return new SourceRoleException(refused.toBuilder().cause(refused), Optional.empty());
    }

    /** Refused to whoever has the token, which is taken out of what STS says about it. */
    static SourceRoleException of(StsException refused, WebIdentityToken token) {
        AwsErrorDetails details = refused.awsErrorDetails();
        Builder builder = StsException.builder()
                .statusCode(refused.statusCode())
                .requestId(refused.requestId())
                .message(without(token, refused.getMessage()));
        if (details != null) {
            builder.awsErrorDetails(details.toBuilder()
                    .errorMessage(without(token, details.errorMessage()))
                    .build());
        }
        return new SourceRoleException(builder, Optional.of(token.claims()));
    }

    private static String without(WebIdentityToken token, String message) {
        return message == null ? "" : message.replace(token.text(), "(the token)");
    }

    /** What the token said of itself that was refused; empty if an access key was. */
    public Optional<WebIdentityToken.Claims> claims() {
        return Optional.ofNullable(claims).flatMap(known -> known);
    }

    /** The IAM action that was asked for. */
    public String action() {
        return claims().isPresent() ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
    }
}
