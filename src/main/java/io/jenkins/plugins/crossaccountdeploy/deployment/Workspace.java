package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import java.io.IOException;

/** The files to deploy, wherever they are, and the variables of their build. */
public interface Workspace {

    /** It cannot be reached for now, because its agent is not connected: what was asked for can be asked again. */
    final class AwayException extends IOException {

        private static final long serialVersionUID = 1;

        /**
         * @param message which agent or workspace it is
         */
        public AwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Bundles and sends, where the files are.
     *
     * @throws io.jenkins.plugins.crossaccountdeploy.selection.BundleException if the files cannot be bundled as they are
     * @throws AwayException if it can be tried again later
     */
    Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException;

    /**
     * Reads the AppSpec alone, where the files are.
     *
     * @throws io.jenkins.plugins.crossaccountdeploy.selection.BundleException if there is none, or if it is faulty
     * @throws AwayException if it can be tried again later
     */
    AppSpec appSpec(Selection selection) throws IOException, InterruptedException;

    /**
     * Reads an ECS task definition, where the files are.
     *
     * @param path relative to the root of the bundle
     * @throws io.jenkins.plugins.crossaccountdeploy.selection.BundleException if there is none
     * @throws AwayException if it can be tried again later
     */
    String taskDefinition(Selection selection, String path) throws IOException, InterruptedException;

    /**
     * The variables of the build.
     *
     * @throws AwayException if it can be tried again later
     */
    Variables variables() throws IOException, InterruptedException;
}
