/** That the simulated S3 behaves as the API reference says, asked by the SDK and over plain HTTP. */
package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;
