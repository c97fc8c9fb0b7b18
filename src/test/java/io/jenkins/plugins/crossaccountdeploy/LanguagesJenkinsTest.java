package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Functions;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.slaves.DumbSlave;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.localizer.LocaleProvider;

/** Pages, forms, help and what forms say about a value are in the language of the viewer; the console is in English. */
@WithJenkins
class LanguagesJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final String STEP = "descriptor/" + CrossAccountDeployStep.class.getName();

    private final LocaleProvider before = LocaleProvider.getProvider();
    private JenkinsRule jenkins;

    LanguagesJenkinsTest() {
        super(20);
    }

    /** As Jenkins does when it is started, but not when a test starts it. */
    @BeforeEach
    void speakTheLanguageOfTheViewer() {
        LocaleProvider.setProvider(new LocaleProvider() {
            @Override
            public Locale get() {
                return Functions.getCurrentLocale();
            }
        });
    }

    @AfterEach
    void speakEnglish() {
        LocaleProvider.setProvider(before);
    }

    @BeforeEach
    void deploy(JenkinsRule rule) throws Exception {
        jenkins = rule;
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        describeAccounts();
        FreeStyleProject job = freestyle(jenkins, "web", agent);
        checkOut(agent, job);
        jenkins.buildAndAssertSuccess(job);
    }

    private <P extends Page> P get(String language, WebRequest request) throws Exception {
        request.setAdditionalHeader("Accept-Language", language);
        return jenkins.createWebClient().getPage(request);
    }

    private URL url(String path) throws Exception {
        return new URL(jenkins.getURL(), path);
    }

    private HtmlPage page(String language, String path) throws Exception {
        return get(language, new WebRequest(url(path)));
    }

    private String text(String language, String path) throws Exception {
        HtmlPage page = page(language, path);
        // With what is behind a button, and what assistive technology reads.
        return page.getDocumentElement().getTextContent() + page.asXml();
    }

    private String checked(String language, String field, String value) throws Exception {
        WebRequest check = new WebRequest(url(STEP + "/check" + field + "?value=" + value), HttpMethod.POST);
        Page answer = get(language, jenkins.createWebClient().addCrumb(check));
        return answer.getWebResponse().getContentAsString();
    }

    private String history(String language) throws Exception {
        HtmlPage board = page(language, "deployments/");
        HtmlAnchor history = board.getFirstByXPath("//a[starts-with(@href, 'cell/')]");
        return "deployments/" + history.getHrefAttribute();
    }

    /** English texts that stand in Jelly files, and are of more than one word, so that nobody else says the same. */
    private static List<String> english() throws IOException {
        try (Stream<Path> files =
                Files.walk(Repository.file("src/main/resources/io/jenkins/plugins/crossaccountdeploy"))) {
            return files.filter(file -> file.toString().endsWith(".jelly"))
                    .flatMap(file -> JellyTexts.of(file).keys().stream())
                    .filter(text -> text.matches("\\S+ \\S+ \\S+.*"))
                    .distinct()
                    .toList();
        }
    }

    @Test
    void pagesAreInGermanForGermans() throws Exception {
        List<String> english = english();
        assertThat(english).hasSizeGreaterThan(40);
        assertThat(text("de", "manage/configure"))
                .contains("Umgebungen", "Entwicklungskonto: Zugangsdaten und Bucket", "Schlüsselpräfix", "Prüfen")
                .doesNotContain(english);
        assertThat(text("de-AT,de;q=0.9,en;q=0.8", "job/web/configure"))
                .contains(
                        "Mit CodeDeploy in einem anderen AWS-Konto bereitstellen",
                        "Zurückrollen, wenn die Bereitstellung fehlschlägt")
                .doesNotContain(english);
        assertThat(text("de", "deployments/"))
                .contains("Bereitstellungen", "Was wo läuft", "Vorlaufzeit für Änderungen", "gerade eben")
                .doesNotContain(english);
        assertThat(text("de", history("de")))
                .contains("Bereitstellungen, die neueste zuerst", "dauerte")
                .doesNotContain(english);
        assertThat(text("de", "job/web/1/deployments/1/"))
                .contains(
                        "Erfolgreich",
                        "3 von 3 Zielen",
                        "abgeschlossen. Alle Ziele: 3 erfolgreich",
                        "#1 von #2 angezeigt")
                .doesNotContain(english);
    }

    @Test
    void pagesAreInEnglishForAllOthers() throws Exception {
        for (String language : List.of("en", "fr,de;q=0.5")) {
            assertThat(text(language, "manage/configure"))
                    .contains("Development account: credentials and bucket")
                    .doesNotContain("Umgebung", "Zugangsdaten");
            assertThat(text(language, "deployments/"))
                    .contains("What runs where", "Deployment frequency, per week", "just now")
                    .doesNotContain("Bereitstellung");
            assertThat(text(language, "job/web/1/deployments/1/"))
                    .contains("Succeeded", "3 of 3 targets", "done. All targets: 3 succeeded", "#1 of #2 shown")
                    .doesNotContain("Ziele");
        }
    }

    @Test
    void helpAndChecksAreToo() throws Exception {
        assertThat(text("de", STEP + "/help/wait")).contains("Er schlägt fehl, wenn sie fehlschlägt.");
        assertThat(text("en", STEP + "/help/wait")).contains("It fails if that does.");
        assertThat(checked("de", "TimeoutMinutes", "soon")).contains("0 heißt ohne Zeitlimit");
        assertThat(checked("en", "TimeoutMinutes", "soon")).contains("0 means as long as it takes");
        assertThat(checked("de", "Directory", "/dist")).contains("Dies ist kein Pfad im Arbeitsbereich");
    }

    @Test
    void theConsoleIsInEnglish() throws Exception {
        Page console = get("de", new WebRequest(url("job/web/1/consoleText")));
        assertThat(console.getWebResponse().getContentAsString())
                .contains("[prod] 3 targets: 3 succeeded")
                .doesNotContain("Ziele");
    }
}
