package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.history.Place;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where things are in the AWS console of their partition. */
record ConsoleLinks(Place place) {

    private String console() {
        return "https://" + new Partition(place.partition()).console(place.region());
    }

    String deploymentGroup() {
        return console() + "/codesuite/codedeploy/applications/" + encoded(place.application()) + "/deployment-groups/"
                + encoded(place.deploymentGroup()) + "?region=" + encoded(place.region());
    }

    String object(String bucket, String key) {
        return console() + "/s3/object/" + encoded(bucket) + "?region=" + encoded(place.region()) + "&prefix="
                + encoded(key);
    }

    /** Empty for a target that is no instance of EC2. */
    String target(String id) {
        return id.matches("i-[0-9a-f]+")
                ? console() + "/ec2/home?region=" + encoded(place.region()) + "#InstanceDetails:instanceId=" + id
                : "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
