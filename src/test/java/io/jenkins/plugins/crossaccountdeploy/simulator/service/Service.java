package io.jenkins.plugins.crossaccountdeploy.simulator.service;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import java.io.IOException;

/** One AWS service in its own protocol. */
public interface Service {

    /** The name that faults and recorded calls use, such as {@code CodeDeploy}. */
    String name();

    /** The name of the operation that a request asks for, before anything else is looked at. */
    String action(Exchange exchange) throws IOException;

    /** Verifies who asks, and notes it. */
    void authenticate(Exchange exchange) throws IOException;

    /** Decides whether they may, and does it. */
    Response answer(Exchange exchange) throws IOException;

    /** Renders an error in the protocol of the service. */
    Response error(AwsError error, Exchange exchange);

    /** The error that the service reports when it is asked too often. */
    AwsError throttled();

    /** The error that the service reports when it has failed. */
    AwsError failed();

    /** The error that the service reports when temporary credentials have run out. */
    AwsError expiredToken();

    /** The error that the service reports to one whose conditional request met another one. */
    default AwsError conflict(Exchange exchange) {
        throw new IllegalArgumentException(name() + " has no conditional requests");
    }

    /** The error that the service reports to one who may not do this. */
    AwsError accessDenied(Exchange exchange);
}
