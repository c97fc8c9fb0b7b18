package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.Job;
import hudson.model.RootAction;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.crossaccountdeploy.board.DeploymentBoard;
import io.jenkins.plugins.crossaccountdeploy.board.Entries;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.simulator.HostileText;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.experimentalflags.NewJobPageUserExperimentalFlag;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.WebResponse;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The board and the history of its cells, and who may see what of them. */
@WithJenkins
class BoardJenkinsTest {

    private static final Cell TEST = new Cell("test", "Shop", "Web");
    private static final Cell PROD = new Cell("prod", "Shop", "Web");
    private static final Cell SAFE = new Cell("prod", "Bank", "Safe");

    private JenkinsRule jenkins;
    private FreeStyleProject shop;
    private WorkflowJob bank;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        shop = jenkins.createFreeStyleProject("shop");
        MockFolder vault = jenkins.createFolder("vault");
        bank = vault.createProject(WorkflowJob.class, "bank");
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(environment("test"), environment("prod")));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("shopkeeper", "treasurer", "nobody", "discoverer")
                .grant(Item.READ)
                .onItems(shop)
                .to("shopkeeper", "discoverer")
                .grant(Item.DISCOVER)
                .onItems(vault, bank)
                .to("discoverer")
                .grant(Item.READ)
                .onItems(vault, bank)
                .to("treasurer"));
    }

    private static DeploymentEnvironment environment(String name) {
        return new DeploymentEnvironment(
                name,
                "eu-west-1",
                new DeploymentSource("bundles"),
                new DeploymentRole("arn:aws:iam::222222222222:role/Deploy"));
    }

    private static void write(Entries... entries) {
        Stream.of(entries).map(Entries::entry).forEach(DeploymentHistory.get().journal()::write);
    }

    private static Entries deployed(Cell cell, int build, Job<?, ?> job) {
        return Entries.deployed(cell, build, Duration.ofHours(100 - build)).by(job.getFullName());
    }

    /** The shop is deployed to both environments, and the bank to one. */
    private void deployAll() {
        write(deployed(TEST, 2, shop), deployed(PROD, 1, shop), deployed(SAFE, 7, bank));
    }

    private HtmlPage page(String user, String path) throws Exception {
        return browser(user).goTo(path);
    }

    private JenkinsRule.WebClient browser(String user) throws Exception {
        return jenkins.createWebClient().login(user);
    }

    private WebResponse get(String user, String path) throws Exception {
        try (var browser = browser(user).withThrowExceptionOnFailingStatusCode(false)) {
            return browser.getPage(new URL(jenkins.getURL(), path)).getWebResponse();
        }
    }

    private JSONObject json(String user, String path) throws Exception {
        WebResponse response = get(user, path + "/api/json");
        assertThat(response.getStatusCode()).isEqualTo(200);
        assertThat(response.getContentType()).isEqualTo("application/json");
        return JSONObject.fromObject(response.getContentAsString());
    }

    private static String cell(Cell cell) {
        return "deployments/cell/" + cell.key();
    }

    @Test
    void theBoardTellsWhatRunsWhere() throws Exception {
        deployAll();
        write(deployed(PROD, 3, shop).running(), deployed(PROD, 4, shop).ended(RunState.FAILED, "It broke."));

        HtmlPage page = page("admin", "deployments");

        HtmlTable table = page.querySelector(".cad-board__table");
        assertThat(table.asNormalizedText())
                .contains("Application", "test", "prod", "Shop", "Web", "Bank", "Safe")
                .contains("vault » bank #7", "shop #1", "shop #2", "by ada")
                .contains("shop #3", "Deploying", "shop #4", "Failed");
        assertThat(table.getCaptionText()).contains("What runs in each environment");
        assertThat(page.querySelectorAll(".cad-board__table th[scope=col]")).hasSize(3);
        assertThat(page.querySelectorAll(".cad-board__table th[scope=row]")).hasSize(2);
        DomElement time = (DomElement) table.querySelector("time[datetime]");
        assertThatCode(() -> Instant.parse(time.getAttribute("datetime"))).doesNotThrowAnyException();
        assertThat(page.querySelector(".cad-figures table").asNormalizedText()).contains("test", "prod");
    }

    @Test
    void anEntryLeadsToItsBuildAsLongAsThatIsThere() throws Exception {
        jenkins.buildAndAssertSuccess(shop);
        deployAll();

        HtmlPage page = page("shopkeeper", "deployments");

        assertThat(page.getAnchors())
                .filteredOn(link -> link.getHrefAttribute().endsWith("/job/shop/1/deployments/"))
                .hasSize(1);
        assertThat(page.getAnchors()).noneMatch(link -> link.getHrefAttribute().contains("/job/shop/2/"));
    }

    @Test
    void aCellLeadsToItsHistory() throws Exception {
        deployAll();
        write(deployed(PROD, 4, shop).ended(RunState.FAILED, "The script is broken."));

        HtmlPage page = page("shopkeeper", "deployments");
        HtmlPage history = page.getAnchorByHref("cell/" + PROD.key() + "/").click();

        assertThat(history.getTitleText()).contains("Shop / Web in prod");
        assertThat(history.querySelector(".cad-history").getTextContent())
                .containsSubsequence("shop #4", "Failed", "The script is broken.", "shop #1", "Live");
    }

    @Test
    void aLongHistoryHasPages() throws Exception {
        for (int build = 1; build <= 60; build++) {
            write(deployed(PROD, build, shop));
        }

        HtmlPage first = page("shopkeeper", cell(PROD));
        assertThat(first.querySelectorAll(".cad-history tbody tr")).hasSize(50);
        HtmlPage second = first.getAnchorByText("Older").click();

        assertThat(second.querySelectorAll(".cad-history tbody tr")).hasSize(10);
        assertThat(second.querySelector(".cad-pages").getTextContent()).contains("Page 2 of 2", "Newer");
        JSONObject json = JSONObject.fromObject(
                get("shopkeeper", cell(PROD) + "/api/json?page=2").getContentAsString());
        assertThat(json.getInt("pages")).isEqualTo(2);
        assertThat(json.getJSONArray("entries").size()).isEqualTo(10);
    }

    @Test
    void theJsonSaysTheSame() throws Exception {
        deployAll();

        JSONObject board = json("admin", "deployments");

        assertThat(board.getInt("version")).isEqualTo(1);
        assertThat(board.getJSONArray("cells").toString())
                .contains("\"job\":\"shop\"", "\"job\":\"vault/bank\"", "\"state\":\"succeeded\"");
        assertThat(board.getJSONArray("figures").size()).isEqualTo(4);
        assertThat(json("admin", cell(SAFE)).getJSONArray("entries").size()).isEqualTo(1);
    }

    @Test
    void whoMayNotReadAJobSeesNotEvenItsName() throws Exception {
        deployAll();

        for (String user : List.of("shopkeeper", "discoverer")) {
            assertThat(page(user, "deployments").asXml())
                    .contains("shop #1")
                    .doesNotContain("bank")
                    .doesNotContain("vault")
                    .doesNotContain("Bank")
                    .doesNotContain("Safe");
            JSONArray cells = json(user, "deployments").getJSONArray("cells");
            assertThat(cells.size()).isEqualTo(2);
            assertThat(cells.toString()).doesNotContain("bank");
            assertThat(get(user, cell(SAFE) + "/").getStatusCode()).isEqualTo(404);
            assertThat(get(user, cell(SAFE) + "/api/json").getStatusCode()).isEqualTo(404);
        }
        assertThat(page("treasurer", "deployments").asXml())
                .contains("vault » bank #7")
                .doesNotContain("shop #");
    }

    @Test
    void whatIsLiveByAnUnreadableJobIsNotShownAsAnOlderOne() throws Exception {
        write(deployed(PROD, 1, shop), deployed(PROD, 9, bank));

        assertThat(page("shopkeeper", "deployments")
                        .querySelector(".cad-board__table")
                        .getTextContent())
                .contains("Another job's deployment is live")
                .doesNotContain("bank");
    }

    @Test
    void theDeploymentsOfAJobThatIsGoneAreForAdministrators() throws Exception {
        deployAll();
        bank.delete();

        assertThat(page("treasurer", "deployments").asXml())
                .doesNotContain("bank")
                .contains("Nothing has been deployed yet");
        assertThat(page("admin", "deployments").asXml()).contains("vault/bank [deleted] #7");
    }

    @Test
    void theDeploymentsOfAJobThatIsGoneAreNotThoseOfAnotherOfItsName() throws Exception {
        deployAll();
        MockFolder vault = (MockFolder) bank.getParent();
        bank.delete();
        vault.createProject(WorkflowJob.class, "bank");

        assertThat(page("treasurer", "deployments").asXml()).contains("Nothing has been deployed yet");
    }

    @Test
    void aJobThatIsRenamedKeepsItsDeploymentsFromWhoeverGetsItsName() throws Exception {
        deployAll();
        DeploymentEnvironment test = environment("test");
        test.setRedeployJob("shop");
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(test, environment("prod")));

        shop.renameTo("basket");

        FreeStyleProject other = jenkins.createFreeStyleProject("shop");
        read("reader", shop);
        assertThat(page("reader", "deployments").asXml()).contains("basket #1", "basket #2");
        assertThat(json("reader", shop.getUrl() + "deployments")
                        .getJSONArray("cells")
                        .size())
                .isEqualTo(2);
        read("reader", other);
        assertThat(page("reader", "deployments").asXml()).contains("Nothing has been deployed yet");
        assertThat(test.getRedeployJob()).isEqualTo("basket");
    }

    @Test
    void aJobThatIsMovedKeepsItsDeployments() throws Exception {
        deployAll();
        MockFolder safe = jenkins.createFolder("safe");
        Items.move((MockFolder) bank.getParent(), safe);

        read("reader", safe, (Item) bank.getParent(), bank);

        assertThat(page("reader", "deployments").asXml()).contains("safe » vault » bank #7");
    }

    private void read(String user, Item... items) {
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to(user)
                .grant(Item.READ)
                .onItems(items)
                .to(user));
    }

    @Test
    void theLinkIsThereForThoseAloneWhoFindSomething() throws Exception {
        deployAll();
        RootAction board = Jenkins.get().getExtensionList(RootAction.class).get(DeploymentBoard.class);
        assertThat(board.isPrimaryAction()).isFalse();

        for (String user : List.of("admin", "shopkeeper", "treasurer")) {
            assertThat(shows(board, user)).as(user).isTrue();
        }
        assertThat(shows(board, "nobody")).isFalse();
    }

    private static boolean shows(RootAction board, String user) {
        try (var as = ACL.as2(User.getById(user, true).impersonate2())) {
            return board.getIconFileName() != null;
        }
    }

    @Test
    void aJobHasItsOwnDeploymentsAlone() throws Exception {
        deployAll();
        write(deployed(TEST, 9, bank));

        HtmlPage page = page("admin", shop.getUrl() + "deployments");

        assertThat(page.querySelector(".cad-board__table").getTextContent())
                .contains("shop #1", "Another job's deployment is live")
                .doesNotContain("bank");
        assertThat(json("admin", bank.getUrl() + "deployments")
                        .getJSONArray("cells")
                        .size())
                .isEqualTo(2);
        HtmlPage history = page.getAnchorByHref("cell/" + PROD.key() + "/").click();
        assertThat(history.getUrl().getPath()).contains("/job/shop/deployments/cell/");
        assertThat(get("admin", shop.getUrl() + cell(SAFE) + "/").getStatusCode())
                .isEqualTo(404);
        assertThat(get("shopkeeper", bank.getUrl() + "deployments/").getStatusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLinkIsOnBothJobPages(boolean isNew) throws Exception {
        System.setProperty(new NewJobPageUserExperimentalFlag().getFlagKey() + ".defaultValue", "" + isNew);
        try {
            assertThat(page("admin", shop.getUrl()).getAnchors())
                    .noneMatch(link -> link.getHrefAttribute().endsWith("deployments"));
            deployAll();
            for (Job<?, ?> job : List.of(shop, bank)) {
                assertThat(page("admin", job.getUrl()).getAnchors())
                        .filteredOn(link -> link.getHrefAttribute().endsWith(job.getUrl() + "deployments"))
                        .hasSize(1);
                assertThat(page("admin", job.getUrl() + "deployments").querySelectorAll(".cad-board__table"))
                        .hasSize(1);
                assertThat(page("admin", job.getUrl() + cell(job == bank ? SAFE : PROD))
                                .querySelectorAll(".cad-history"))
                        .hasSize(1);
            }
        } finally {
            System.clearProperty(new NewJobPageUserExperimentalFlag().getFlagKey() + ".defaultValue");
        }
    }

    @Test
    void whateverIsWrittenInTheJournalIsText() throws Exception {
        String evil = HostileText.around("<img src=x onerror=alert(1)>\"'><script>alert(2)</script>");
        Cell cell = new Cell("old" + evil, "Shop" + evil, "Web" + evil);
        write(
                Entries.deployed(cell, 1, Duration.ofHours(2))
                        .by("shop")
                        .startedBy(evil, evil)
                        .ofCommit(evil)
                        .as(Origin.Kind.PROMOTION, evil, evil),
                Entries.deployed(cell, 2, Duration.ofHours(1)).by("shop").ended(RunState.FAILED, evil));

        for (String path : List.of("deployments", cell(cell), shop.getUrl() + "deployments")) {
            HtmlPage page = page("admin", path);
            assertThat(page.querySelectorAll("img[src=x]")).as(path).isEmpty();
            assertThat(page.querySelectorAll("[onerror]")).as(path).isEmpty();
            assertThat(page.getWebResponse().getContentAsString())
                    .as(path)
                    .doesNotContain("<script>alert")
                    .doesNotContain("<img src=x")
                    .contains("&lt;img src=x");
        }
        assertThat(json("admin", "deployments").toString()).contains("<img src=x");
    }

    @Test
    void figuresAreOfTheWindowThatIsAskedFor() throws Exception {
        write(Entries.deployed(PROD, 1, Duration.ofDays(60)).by("shop"));

        assertThat(page("admin", "deployments?days=90")
                        .querySelector(".cad-figures nav [aria-current]")
                        .getTextContent())
                .isEqualTo("90 days");
        assertThat(page("admin", "deployments?days=<b>")
                        .querySelector(".cad-figures nav [aria-current]")
                        .getTextContent())
                .isEqualTo("30 days");
    }

    @Test
    void whereNothingWasDeployedThePageSaysSo() throws Exception {
        assertThat(page("admin", "deployments").asNormalizedText()).contains("Nothing has been deployed yet");
        assertThat(json("admin", "deployments").getJSONArray("environments").size())
                .isZero();
    }
}
