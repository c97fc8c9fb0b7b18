package io.jenkins.plugins.crossaccountdeploy.monitoring;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.crossaccountdeploy.administration.EnvironmentQueries;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;

/**
 * Checks environments, on a thread of its own. It looks each hour whose turn it is, at some minute or other, so that a Jenkins
 * that is restarted every day checks too, and many of them do not all ask AWS at once.
 */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class DailyCheck extends AsyncPeriodicWork {

    private final DailyChecks checks = new DailyChecks(
            () -> CrossAccountDeployConfiguration.get().getEnvironments(),
            environment -> EnvironmentQueries.get().check(environment),
            new DailyResultsFile(Jenkins.get().getRootDir()),
            InstantSource.system());

    /** Found by Jenkins. */
    public DailyCheck() {
        super("Checks of Cross-Account Deploy's environments");
    }

    static DailyCheck get() {
        return ExtensionList.lookupSingleton(DailyCheck.class);
    }

    @Override
    public long getRecurrencePeriod() {
        return HOUR;
    }

    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        checks.run();
    }

    /** The names of the environments whose last daily check has failed, and is not dismissed. */
    public static Set<String> failing() {
        return get().checks.failing().stream().map(DailyResult::getEnvironment).collect(Collectors.toSet());
    }

    DailyChecks checks() {
        return checks;
    }

    /** Checks again what fails, in the background. */
    void checkAgain() {
        checks.expire();
        doRun();
    }
}
