package io.jenkins.plugins.crossaccountdeploy.appspec;

import java.util.List;
import java.util.Optional;

/** A value of the AppSpec as the agent gets it from Ruby's YAML library, and the line on which it begins. */
sealed interface Value {

    int line();

    /** What Ruby makes of a scalar. */
    enum Type {
        NULL,
        BOOLEAN,
        INTEGER,
        FLOAT,
        STRING,
        SYMBOL,
        /** A date or another object, for which a text has to be asked. */
        OBJECT,
        /** None: with it the agent refuses the whole file. Its text says why. */
        REFUSED
    }

    /**
     * @param written as it stands in the file, without quotes
     * @param text what {@code to_s} of Ruby makes of the value: {@code 420} of {@code 0644}
     */
    record Scalar(int line, Type type, String written, String text) implements Value {}

    record Sequence(int line, List<Value> items) implements Value {}

    /**
     * @param members each key once, as the agent has them: of two the last, merge keys merged
     */
    record Mapping(int line, List<Member> members) implements Value {

        /** What a key holds, which may be null. */
        Optional<Value> get(String key) {
            return members.stream()
                    .filter(member -> member.key().string().equals(Optional.of(key)))
                    .map(Member::value)
                    .findFirst();
        }
    }

    record Member(Value key, Value value) {}

    /** As {@code nil?} of Ruby. */
    default boolean isNull() {
        return this instanceof Scalar scalar && scalar.type() == Type.NULL;
    }

    /** Whether {@code ||} of Ruby takes what follows instead. */
    default boolean isNullOrFalse() {
        return isNull()
                || this instanceof Scalar scalar
                        && scalar.type() == Type.BOOLEAN
                        && scalar.text().equals("false");
    }

    /** The text, if it is one and no number or the like. */
    default Optional<String> string() {
        return this instanceof Scalar scalar && scalar.type() == Type.STRING
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    /** For messages. */
    default String written() {
        return this instanceof Scalar scalar
                ? scalar.written().strip()
                : this instanceof Sequence ? "a list" : "a mapping";
    }
}
