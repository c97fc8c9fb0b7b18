/** Several deployment groups, one after the other, from one bundle. Knows nothing of Jenkins. */
package io.jenkins.plugins.crossaccountdeploy.sequence;
