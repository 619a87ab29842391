package dev.labctl.runtime.lab.todoapi;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Loses one call to AWS, or all from there on: the request on its way there, or the answer on its way back. */
final class LostCalls implements ExecutionInterceptor {
    private final int first;
    private final int last;
    private final boolean isAnswer;
    private final AtomicInteger calls = new AtomicInteger();

    private LostCalls(int first, int last, boolean isAnswer) {
        this.first = first;
        this.last = last;
        this.isAnswer = isAnswer;
    }

    /** The request of one call, the first being 1. */
    static LostCalls request(int call) {
        return new LostCalls(call, call, false);
    }

    /** The answer to one call: the service has done what it was asked for. */
    static LostCalls answer(int call) {
        return new LostCalls(call, call, true);
    }

    /** Every request. */
    static LostCalls all() {
        return new LostCalls(1, Integer.MAX_VALUE, false);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        calls.incrementAndGet();
        lose(false);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        lose(true);
    }

    private void lose(boolean answer) {
        if (answer == isAnswer && calls.get() >= first && calls.get() <= last) {
            throw SdkClientException.create("the network is gone");
        }
    }
}
