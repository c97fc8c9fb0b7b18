package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.Serializable;

public record Seen(String status) implements Serializable {}
