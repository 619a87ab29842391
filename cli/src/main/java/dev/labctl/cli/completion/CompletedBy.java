package dev.labctl.cli.completion;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says where the values of an option or a parameter are found, when its type does not say it. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
public @interface CompletedBy {
    /** Where; the values of all of them are offered. */
    Source[] value();
}
