package io.jenkins.plugins.crossaccountdeploy;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.Credentials;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.impl.conn.DefaultRoutePlanner;
import org.apache.http.protocol.HttpContext;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/**
 * The way of requests to AWS: through Jenkins' proxy, if it has one. It is asked for each request, so that a proxy that is
 * changed is that of running deployments too. The SDK's own configuration does not take all names that Jenkins takes, such as
 * {@code squid_proxy}.
 */
final class JenkinsProxy extends DefaultRoutePlanner implements CredentialsProvider {

    private JenkinsProxy() {
        super(null);
    }

    /** A client for all requests of the controller. */
    static SdkHttpClient client() {
        JenkinsProxy proxy = new JenkinsProxy();
        return ApacheHttpClient.builder()
                .proxyConfiguration(software.amazon.awssdk.http.apache.ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                .httpRoutePlanner(proxy)
                .credentialsProvider(proxy)
                .build();
    }

    private static Optional<ProxyConfiguration> configured() {
        return Optional.ofNullable(Jenkins.getInstanceOrNull()).map(Jenkins::getProxy);
    }

    @Override
    protected HttpHost determineProxy(HttpHost target, HttpRequest request, HttpContext context) {
        return configured()
                .filter(proxy -> proxy.getNoProxyHostPatterns().stream()
                        .noneMatch(
                                direct -> direct.matcher(target.getHostName()).matches()))
                .map(proxy -> new HttpHost(proxy.getName(), proxy.getPort()))
                .orElse(null);
    }

    /** Those for the proxy: AWS gets signatures instead. */
    @Override
    public Credentials getCredentials(AuthScope scope) {
        return configured()
                .filter(proxy ->
                        proxy.getName().equalsIgnoreCase(scope.getHost()) && proxy.getPort() == scope.getPort())
                .filter(proxy -> proxy.getUserName() != null)
                .map(proxy -> new UsernamePasswordCredentials(
                        proxy.getUserName(), Secret.toString(proxy.getSecretPassword())))
                .orElse(null);
    }

    @Override
    public void setCredentials(AuthScope scope, Credentials credentials) {
        throw new UnsupportedOperationException("They are those of Jenkins' proxy configuration");
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("They are those of Jenkins' proxy configuration");
    }
}
