/** Which commit a build has checked out. */
package io.jenkins.plugins.crossaccountdeploy.checkout;
