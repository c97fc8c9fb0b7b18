package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;
import software.amazon.awssdk.arns.Arn;

/**
 * Who a set of credentials belongs to.
 *
 * @param arn as STS tells it, such as {@code arn:aws:iam::111111111111:user/deployer}
 * @param account its account's 12 digits
 */
public record Principal(String arn, String account) implements Serializable {

    /** The ARN by which a policy names it for good: the role's of a session, without its path, which STS does not tell. */
    public String lastingArn() {
        return arn.replaceFirst("^arn:([^:]+):sts::(\\d{12}):assumed-role/([^/]+)/.+$", "arn:$1:iam::$2:role/$3");
    }

    /** The ARN without what every ARN has in front: {@code user/deployer}. */
    public String shortName() {
        return Arn.fromString(arn).resourceAsString();
    }
}
