package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.GroovyShell;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The sample of Job DSL asks for the jobs that it is about. Job DSL itself is not at hand where this is built from Maven Central:
 * what is recorded is which of its methods the script calls, with what.
 */
class JobDslSampleTest {

    /** A method of Job DSL that was called, with those that were called in its block. */
    record Request(String method, List<Object> arguments, List<Request> nested) {

        Stream<Request> all() {
            return Stream.concat(Stream.of(this), nested.stream().flatMap(Request::all));
        }

        Stream<Object> called(String name) {
            return all().filter(request -> request.method().equals(name))
                    .map(request -> request.arguments().get(0).toString());
        }
    }

    /** Stands for whatever Job DSL has at this place, and takes every call. */
    private static final class Recorder extends GroovyObjectSupport {

        private final List<Request> requests = new ArrayList<>();

        @Override
        public Object invokeMethod(String name, Object given) {
            List<Object> arguments = new ArrayList<>(Arrays.asList((Object[]) given));
            Recorder inner = new Recorder();
            if (!arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof Closure<?> block) {
                arguments.remove(block);
                block.setDelegate(inner);
                block.setResolveStrategy(Closure.DELEGATE_FIRST);
                block.call();
            }
            requests.add(new Request(name, arguments, inner.requests));
            return null;
        }
    }

    /** What a script of Job DSL is a subclass of. */
    public abstract static class JobDslScript extends Script {

        private final Recorder recorder = new Recorder();

        @Override
        public Object invokeMethod(String name, Object arguments) {
            return recorder.invokeMethod(name, arguments);
        }
    }

    private List<Request> requests;

    @BeforeEach
    void run() {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(JobDslScript.class.getName());
        JobDslScript script = (JobDslScript) new GroovyShell(getClass().getClassLoader(), new Binding(), configuration)
                .parse(Repository.text(Repository.file("sample-scripts/jobs.groovy")));
        script.run();
        requests = script.recorder.requests;
    }

    @Test
    void makesAFolderWithAJobForEachApplicationAndOneThatDeploysAgain() {
        assertThat(requests)
                .extracting(
                        Request::method, request -> request.arguments().get(0).toString())
                .containsExactly(
                        tuple("folder", "payments"),
                        tuple("pipelineJob", "payments/shop"),
                        tuple("pipelineJob", "payments/basket"),
                        tuple("pipelineJob", "payments/redeploy"));
    }

    @Test
    void itsRedeployJobTakesWhatTheBoardGivesIt() {
        Request redeploy = requests.get(3);

        assertThat(redeploy.called("stringParam"))
                .containsExactlyInAnyOrder("ENVIRONMENT", "REVISION", "APPLICATION", "DEPLOYMENT_GROUP", "REASON");
        assertThat(redeploy.called("booleanParam")).containsExactly("IGNORE_APPLICATION_STOP_FAILURES");
        assertThat(redeploy.called("script"))
                .singleElement()
                .satisfies(pipeline -> assertThat(StepCalls.in(pipeline.toString()))
                        .singleElement()
                        .satisfies(call -> assertThat(call)
                                .extracting(StepCalls.Argument::name)
                                .containsExactly(
                                        "environment",
                                        "application",
                                        "deploymentGroup",
                                        "revision",
                                        "ignoreApplicationStopFailures")));
    }
}
