/** The bytes of objects and their checksums. */
package io.jenkins.plugins.crossaccountdeploy.simulator.s3.content;
