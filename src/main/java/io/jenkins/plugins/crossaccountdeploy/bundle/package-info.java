/**
 * Makes the bundle: hashes the selected files, deflates them and sends them, all in one pass over the workspace.
 *
 * <p>This package runs on the agent that has the workspace. It knows neither Jenkins nor the AWS SDK: all it gets of AWS
 * are {@linkplain io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest presigned requests}, one for each part.
 */
package io.jenkins.plugins.crossaccountdeploy.bundle;
