package io.jenkins.plugins.crossaccountdeploy;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/**
 * Sends requests to AWS the way Jenkins sends all its requests: through its proxy, if it has one. A changed proxy takes
 * effect with the next request, of running deployments too.
 */
final class ControllerHttpClient implements SdkHttpClient {

    /** Long enough for the requests under way to end. */
    private static final long RETIREMENT_MINUTES = 5;

    /**
     * Jenkins' proxy, as one can tell whether it has changed.
     *
     * @param address empty for none
     * @param direct patterns of hosts that are reached without it
     */
    private record Route(String address, String user, Secret password, Set<String> direct) {

        static final Route DIRECT = new Route("", "", null, Set.of());

        static Route current() {
            return Optional.ofNullable(Jenkins.getInstanceOrNull())
                    .map(Jenkins::getProxy)
                    .map(Route::of)
                    .orElse(DIRECT);
        }

        private static Route of(ProxyConfiguration proxy) {
            return new Route(
                    "http://" + proxy.getName() + ":" + proxy.getPort(),
                    Optional.ofNullable(proxy.getUserName()).orElse(""),
                    proxy.getSecretPassword(),
                    proxy.getNoProxyHostPatterns().stream()
                            .map(Pattern::pattern)
                            .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet()));
        }

        SdkHttpClient client() {
            var proxy = software.amazon.awssdk.http.apache.ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false);
            if (!address.isEmpty()) {
                proxy.endpoint(URI.create(address)).nonProxyHosts(direct);
                if (!user.isEmpty()) {
                    proxy.username(user).password(Secret.toString(password));
                }
            }
            return ApacheHttpClient.builder().proxyConfiguration(proxy.build()).build();
        }
    }

    private Route route = Route.current();
    private SdkHttpClient client = route.client();

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return client().prepareRequest(request);
    }

    private synchronized SdkHttpClient client() {
        Route current = Route.current();
        if (!current.equals(route)) {
            Timer.get().schedule(client::close, RETIREMENT_MINUTES, TimeUnit.MINUTES);
            route = current;
            client = current.client();
        }
        return client;
    }

    @Override
    public String clientName() {
        return client().clientName();
    }

    @Override
    public synchronized void close() {
        client.close();
    }
}
