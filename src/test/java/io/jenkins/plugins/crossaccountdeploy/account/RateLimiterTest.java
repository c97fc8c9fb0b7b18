package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All that ask for an account in a region take turns. */
class RateLimiterTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final RateLimiter rateLimiter = new RateLimiter();

    private Duration book(Instant now) {
        return rateLimiter.book("222222222222", "eu-west-1", 1, now);
    }

    private List<Duration> book(int calls, Instant now) {
        return IntStream.range(0, calls).mapToObj(i -> book(now)).toList();
    }

    @Test
    void letsABurstGoAtOnceAfterAQuietTime() {
        assertThat(book(RateLimiter.BURST, NOON)).containsOnly(Duration.ZERO);
        assertThat(book(NOON)).isEqualTo(Duration.ofMillis(1000 / RateLimiter.CALLS_A_SECOND));
    }

    @Test
    void servesThoseWhoComeFirstFirstAndEachInTurn() {
        book(RateLimiter.BURST, NOON);

        List<Duration> waits = book(100, NOON);

        assertThat(waits).isSorted().doesNotHaveDuplicates();
        assertThat(waits.get(99)).isEqualTo(Duration.ofSeconds(100 / RateLimiter.CALLS_A_SECOND));
        assertThat(book(NOON.plusSeconds(1)))
                .as("who comes later is served later")
                .isEqualTo(waits.get(99).minusSeconds(1).plusMillis(1000 / RateLimiter.CALLS_A_SECOND));
    }

    @Test
    void neverGrantsMoreThanABurstAndTheRateAddedUp() {
        List<Instant> granted = IntStream.range(0, 3_000)
                .mapToObj(i -> NOON.plusMillis(i * 37L % 60_000))
                .sorted()
                .map(now -> now.plus(book(now)))
                .toList();

        for (int seconds : List.of(1, 5, 30, 300)) {
            for (Instant from : granted.subList(0, 200)) {
                assertThat(granted.stream()
                                .filter(at -> !at.isBefore(from) && at.isBefore(from.plusSeconds(seconds)))
                                .count())
                        .isLessThanOrEqualTo(RateLimiter.BURST + (long) seconds * RateLimiter.CALLS_A_SECOND + 1);
            }
        }
    }

    @Test
    void fillsTheBucketAgainWhileNobodyAsks() {
        book(RateLimiter.BURST + 10, NOON);
        Instant later = NOON.plusSeconds(1)
                .plus(Duration.ofSeconds(1).multipliedBy(RateLimiter.BURST / RateLimiter.CALLS_A_SECOND));

        assertThat(book(RateLimiter.BURST, later)).containsOnly(Duration.ZERO);
        assertThat(book(later)).isPositive();
    }

    @Test
    void savesUpNoMoreThanABurstHoweverLongItIsQuiet() {
        book(NOON);

        List<Duration> waits = book(2 * RateLimiter.BURST, NOON.plus(Duration.ofDays(1)));

        assertThat(waits.stream().filter(Duration::isZero)).hasSize(RateLimiter.BURST);
    }

    @Test
    void makesThoseWhoComeAfterWaitForCallsThatNobodyBooked() {
        rateLimiter.charge("222222222222", "eu-west-1", RateLimiter.BURST + 20, NOON);

        assertThat(book(NOON)).isEqualTo(Duration.ofMillis(21 * 1000 / RateLimiter.CALLS_A_SECOND));
    }

    @Test
    void makesCallsThatBelongTogetherWaitForRoomForAllOfThem() {
        assertThat(rateLimiter.book("222222222222", "eu-west-1", RateLimiter.BURST, NOON))
                .isZero();
        assertThat(rateLimiter.book("222222222222", "eu-west-1", 20, NOON))
                .isEqualTo(Duration.ofSeconds(20 / RateLimiter.CALLS_A_SECOND));
    }

    @Test
    void restsAfterAThrottleAndDoesNotBurstThen() {
        rateLimiter.throttled("222222222222", "eu-west-1", NOON);

        List<Duration> waits = book(20, NOON);

        assertThat(waits.get(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(waits).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void doesNotAddUpTheRestsOfThrottlesThatComeTogether() {
        for (int i = 0; i < 100; i++) {
            rateLimiter.throttled("222222222222", "eu-west-1", NOON);
        }

        assertThat(book(NOON)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void doesNotShortenAQueueBecauseOfAThrottle() {
        Duration last = book(RateLimiter.BURST + 500, NOON).get(RateLimiter.BURST + 499);

        rateLimiter.throttled("222222222222", "eu-west-1", NOON);

        assertThat(book(NOON)).isGreaterThan(last);
    }

    @Test
    void keepsAccountsAndRegionsApart() {
        book(1_000, NOON);
        rateLimiter.throttled("222222222222", "eu-west-1", NOON);

        assertThat(rateLimiter.book("222222222222", "us-east-1", 1, NOON)).isZero();
        assertThat(rateLimiter.book("333333333333", "eu-west-1", 1, NOON)).isZero();
        assertThat(book(NOON)).isPositive();
    }

    @Test
    void makesNobodyWaitForAClockThatWasSetBack() {
        Duration before = book(RateLimiter.BURST + 30, NOON).get(RateLimiter.BURST + 29);

        Duration after = book(NOON.minus(Duration.ofHours(1)));

        assertThat(after).isEqualTo(before.plusMillis(1000 / RateLimiter.CALLS_A_SECOND));
    }

    @Test
    void goesOnAfterAClockWasSetForward() {
        book(RateLimiter.BURST + 30, NOON);

        assertThat(book(NOON.plus(Duration.ofHours(1)))).isZero();
    }

    @Test
    void takesTurnsWhoeverAsksInParallel() {
        List<Duration> waits =
                IntStream.range(0, 1_000).parallel().mapToObj(i -> book(NOON)).collect(Collectors.toList());

        assertThat(waits.stream().filter(Duration::isZero)).hasSize(RateLimiter.BURST);
        assertThat(waits.stream().filter(wait -> !wait.isZero())).doesNotHaveDuplicates();
    }
}
