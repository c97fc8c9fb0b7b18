/** Texts with placeholders, such as {@code <IMAGE>}, and the values that are put in: data, whatever they look like. */
package io.jenkins.plugins.crossaccountdeploy.template;
