import com.adobe.testing.s3mock.S3MockApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Starts S3Mock for one test run: on the loopback address only, where S3Mock by itself listens on all of them, on any free
 * port, which it prints. Ends when its input ends, and so with the process that started it.
 *
 * <p>Run as a source file, with S3Mock on the class path, so that nothing of it is on the class path of the tests.
 */
public class LocalS3Mock {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> onLoopbackOnly() {
        return tomcat -> {
            tomcat.setAddress(InetAddress.getLoopbackAddress());
            tomcat.getAdditionalTomcatConnectors().clear();
        };
    }

    /** @param args the buckets to make, separated by commas */
    public static void main(String[] args) throws IOException {
        SpringApplication application = new SpringApplication(S3MockApplication.class, LocalS3Mock.class);
        application.setDefaultProperties(Map.of(
                "server.port",
                0,
                "spring.main.banner-mode",
                "off",
                "logging.level.root",
                "ERROR",
                "com.adobe.testing.s3mock.domain.initialBuckets",
                args[0]));
        ConfigurableApplicationContext context = application.run();
        System.out.println("port "
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort());
        while (System.in.read() >= 0) {
            // until whoever started this has ended
        }
        context.close();
    }
}
