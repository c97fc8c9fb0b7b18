package io.jenkins.plugins.crossaccountdeploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.control.SourceUnit;

/** Where a Groovy script calls the step, with what is said about it there. */
final class StepCalls extends CodeVisitorSupport {

    /**
     * An argument by its name.
     *
     * @param value if it is written there, and not computed
     */
    record Argument(String name, Optional<Object> value) {}

    private final String step;
    private final List<List<Argument>> found = new ArrayList<>();

    private StepCalls(String step) {
        this.step = step;
    }

    /**
     * The named arguments of each call of the step in a script.
     *
     * @throws org.codehaus.groovy.control.CompilationFailedException if it is no Groovy
     */
    static List<List<Argument>> in(String script) {
        StepCalls calls = new StepCalls("crossAccountDeploy");
        for (ClassNode type : parse(script).getClasses()) {
            for (MethodNode method : type.getMethods()) {
                method.getCode().visit(calls);
            }
        }
        return calls.found;
    }

    private static ModuleNode parse(String script) {
        SourceUnit source = SourceUnit.create("script", script);
        source.parse();
        source.completePhase();
        source.nextPhase();
        source.convert();
        return source.getAST();
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        if (step.equals(call.getMethodAsString())) {
            found.add(arguments(call.getArguments()));
        }
        super.visitMethodCallExpression(call);
    }

    private static List<Argument> arguments(Expression given) {
        Map<String, Argument> named = new LinkedHashMap<>();
        if (given instanceof TupleExpression tuple) {
            for (Expression each : tuple.getExpressions()) {
                if (each instanceof MapExpression map) {
                    for (MapEntryExpression entry : map.getMapEntryExpressions()) {
                        if (entry.getKeyExpression() instanceof ConstantExpression name) {
                            named.put(name.getText(), new Argument(name.getText(), value(entry.getValueExpression())));
                        }
                    }
                }
            }
        }
        return List.copyOf(named.values());
    }

    private static Optional<Object> value(Expression expression) {
        if (expression instanceof ConstantExpression constant) {
            return Optional.ofNullable(constant.getValue());
        }
        return expression instanceof ListExpression ? Optional.of(List.of()) : Optional.empty();
    }
}
