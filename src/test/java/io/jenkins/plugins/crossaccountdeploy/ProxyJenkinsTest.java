package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import hudson.ProxyConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Requests to AWS take the way that Jenkins' proxy configuration says. */
@WithJenkins
class ProxyJenkinsTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer proxy;
    private SdkHttpClient client;
    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) throws IOException {
        jenkins = rule;
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " as "
                    + exchange.getRequestHeaders().getOrDefault("Proxy-Authorization", List.of("nobody")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        proxy.start();
        client = JenkinsProxy.client();
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.stop(0);
    }

    private void configure(String direct) throws IOException {
        ProxyConfiguration configuration = new ProxyConfiguration(
                proxy.getAddress().getHostString(), proxy.getAddress().getPort());
        configuration.setNoProxyHost(direct);
        jenkins.jenkins.setProxy(configuration);
    }

    private int get(String address) throws IOException {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create(address))
                .build();
        return client.prepareRequest(
                        HttpExecuteRequest.builder().request(request).build())
                .call()
                .httpResponse()
                .statusCode();
    }

    private String ownAddress() {
        return "http://" + proxy.getAddress().getHostString() + ":"
                + proxy.getAddress().getPort();
    }

    @Test
    void goesThroughAProxyThatIsConfiguredLater() throws IOException {
        assertThat(get(ownAddress() + "/direct")).isEqualTo(204);
        configure("");
        assertThat(get("http://sts.eu-west-1.amazonaws.invalid/")).isEqualTo(204);
        assertThat(asked).containsExactly("/direct as [nobody]", "http://sts.eu-west-1.amazonaws.invalid/ as [nobody]");
    }

    @Test
    void goesPastTheProxyToHostsThatAreExcluded() throws IOException {
        configure("*.amazonaws.invalid\n" + proxy.getAddress().getHostString());
        assertThat(get(ownAddress() + "/excluded")).isEqualTo(204);
        assertThat(asked).containsExactly("/excluded as [nobody]");
    }

    /** A client of its own would be chosen by the SDK for names that are no hosts of URIs. */
    @ParameterizedTest
    @ValueSource(strings = {"squid_proxy.invalid", "http://proxy.invalid", "proxy.invalid/"})
    void neverGoesPastAProxyWhoseNameIsUnusual(String name) throws IOException {
        jenkins.jenkins.setProxy(new ProxyConfiguration(name, 3128));
        assertThatThrownBy(() -> get(ownAddress() + "/past"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name);
        assertThat(asked).isEmpty();

        configure("");
        assertThat(get("http://sts.eu-west-1.amazonaws.invalid/")).isEqualTo(204);
    }

    @Test
    void tellsTheProxyWhoItIsWhenItIsAsked() throws IOException {
        proxy.removeContext("/");
        proxy.createContext("/", exchange -> {
            List<String> known = exchange.getRequestHeaders().get("Proxy-Authorization");
            asked.add(exchange.getRequestURI() + " as " + known);
            if (known == null) {
                exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"proxy\"");
            }
            exchange.sendResponseHeaders(known == null ? 407 : 204, -1);
            exchange.close();
        });
        jenkins.jenkins.setProxy(new ProxyConfiguration(
                proxy.getAddress().getHostString(), proxy.getAddress().getPort(), "jenkins", "secret"));

        assertThat(get("http://sts.eu-west-1.amazonaws.invalid/")).isEqualTo(204);
        assertThat(asked)
                .containsExactly(
                        "http://sts.eu-west-1.amazonaws.invalid/ as null",
                        "http://sts.eu-west-1.amazonaws.invalid/ as [Basic amVua2luczpzZWNyZXQ=]");
    }
}
