/**
 * Explains failures in one line: what failed; whose account, which principal, which action and resource; what to do, and
 * which policy lacks which statement.
 */
package io.jenkins.plugins.crossaccountdeploy.explanation;
