package dev.labctl.localcloud.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.labctl.localcloud.AdministeredCloud;
import dev.labctl.localcloud.AdministeredCloud.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets to see the page, and who does not. */
final class ConsoleAccessTest {
    private static final String PAGE = "/_labctl/open/";
    private static final String DATA = "/_labctl/open/data/overview";

    private static AdministeredCloud cloud;
    private static String cookie;

    @BeforeAll
    static void start() throws IOException {
        cloud = new AdministeredCloud();
        cookie = cookie(get(newLink()));
    }

    @AfterAll
    static void stop() throws IOException {
        cloud.close();
    }

    private static String newLink() throws IOException {
        Answer answer = cloud.send(
                "POST", "/_labctl/links", List.of("Host: " + cloud.host(), "Authorization: Bearer " + cloud.token()));
        assertThat(answer.status()).isEqualTo(201);
        return new ObjectMapper().readTree(answer.body()).path("link").asText();
    }

    private static String cookie(Answer login) {
        assertThat(login.status()).isEqualTo(200);
        return login.headers().getOrDefault("set-cookie", "").replaceAll(";.*", "");
    }

    private static Answer get(String target, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("Host: " + cloud.host()));
        all.addAll(List.of(headers));
        return cloud.send("GET", target, all);
    }

    private static Answer known(String target, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("Cookie: a=b; " + cookie));
        all.addAll(List.of(headers));
        return get(target, all.toArray(String[]::new));
    }

    @Test
    void aLinkLetsOneBrowserInAndNoSecondOne() throws IOException {
        String link = newLink();
        Answer first = get(link + "&view=queues&region=eu-west-1");
        assertThat(first.headers().get("set-cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/_labctl/open/")
                .doesNotContain("Domain");
        assertThat(first.headers().get("refresh")).isEqualTo("0; url=/_labctl/open/#/queues?region=eu-west-1");
        assertThat(get(PAGE, "Cookie: " + cookie(first)).body()).contains("<main");
        Answer second = get(link);
        assertThat(second.status()).isEqualTo(401);
        assertThat(second.headers()).doesNotContainKey("set-cookie");
        assertThat(second.body()).contains("Run: labctl open");
    }

    @Test
    void aLinkLeadsNowhereElse() throws IOException {
        Answer answer = get(newLink() + "&view=//evil.example/&region=%0d%0aX:1");
        assertThat(answer.headers().get("refresh")).isEqualTo("0; url=/_labctl/open/#/");
        assertThat(answer.headers()).doesNotContainKey("x");
    }

    @Test
    void onlyWhoHasTheAdminTokenGetsALink() throws IOException {
        assertThat(cloud.send("POST", "/_labctl/links", List.of("Host: " + cloud.host()))
                        .status())
                .isEqualTo(401);
        assertThat(cloud.send("POST", "/_labctl/links", List.of("Host: " + cloud.host(), "Cookie: " + cookie))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {PAGE, PAGE + "main.js", DATA, PAGE + "data/stacks", PAGE + "login", PAGE + "login?token="})
    void nothingIsShownWithoutACookie(String target) throws IOException {
        Answer answer = get(target);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("labctl open").doesNotContain("<main", "counts");
        assertThat(get(target, "Cookie: " + cookie + "0").status()).isEqualTo(401);
        assertThat(get(target, "Cookie: " + cookie.replaceAll("=.*", "=")).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:%d",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost.evil.example:%d",
                "127.0.0.1:%d.evil.example",
                "10.0.0.1:%d",
                ""
            })
    void aNameThatIsNotThisMachinesIsRefusedWhateverItHas(String host) throws IOException {
        String named = "Host: " + host.formatted(cloud.cloud().endpoint().getPort());
        for (String target : List.of(PAGE, DATA, newLink())) {
            Answer answer = cloud.send("GET", target, List.of(named, "Cookie: " + cookie));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).doesNotContainKey("set-cookie");
        }
        assertThat(cloud.send("GET", DATA, List.of("Cookie: " + cookie)).status())
                .isEqualTo(403);
    }

    @Test
    void itAnswersToLocalhostToo() throws IOException {
        String host = "Host: localhost:" + cloud.cloud().endpoint().getPort();
        assertThat(cloud.send("GET", DATA, List.of(host, "Cookie: " + cookie)).status())
                .isEqualTo(200);
    }

    @Test
    void otherSitesGetNoData() throws IOException {
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(known(DATA, "Sec-Fetch-Site: " + site).status()).isEqualTo(403);
        }
        assertThat(known(DATA, "Origin: http://evil.example").status()).isEqualTo(403);
        assertThat(known(DATA, "Origin: http://127.0.0.1:1").status()).isEqualTo(403);
        assertThat(known(DATA, "Origin: null").status()).isEqualTo(403);
        Answer own = known(DATA, "Origin: http://" + cloud.host(), "Sec-Fetch-Site: same-origin");
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"})
    void nothingButGetIsAnswered(String method) throws IOException {
        Answer answer = cloud.send(method, DATA, List.of("Host: " + cloud.host(), "Cookie: " + cookie));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("allow", "GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../health",
                "../../credentials.json",
                "..%2f..%2fcredentials.json",
                "%2e%2e/Console.class",
                "Console.class",
                "/etc/passwd",
                "package-info.class",
                "index.html%00",
                "data/../../clock",
                "data/nothing",
                "data/nothing/x"
            })
    void onlyThePagesOwnFilesAreThere(String path) throws IOException {
        assertThat(known(PAGE + path).status()).isEqualTo(404);
    }

    @Test
    void everyAnswerKeepsScriptsAndFramesOfOthersOut() throws IOException {
        for (Answer answer : List.of(known(PAGE), known(DATA), known(PAGE + "x"), get(PAGE), get(newLink()))) {
            assertThat(answer.headers().get("content-security-policy"))
                    .startsWith("default-src 'self';")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http");
            assertThat(answer.headers())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("cross-origin-resource-policy", "same-origin")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("cache-control", "no-store");
        }
    }

    @Test
    void theFilesOfThePageNameNoOtherHostAndHaveNoInlineCode() throws IOException {
        for (String file : List.of("", "main.js", "dom.js", "graph.js", "lists.js", "details.js", "page.css")) {
            Answer answer = known(PAGE + file);
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.body().replace("http://www.w3.org/2000/svg", ""))
                    .as(file)
                    .doesNotContain("http:", "https:", "innerHTML", "eval(", "style=\"", "onclick=\"");
        }
        assertThat(known(PAGE).body())
                .doesNotContainPattern("<script(?![^>]* src=)")
                .doesNotContain("<style");
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws IOException {
        String tag = known(PAGE + "data/stacks").headers().get("etag");
        Answer again = known(PAGE + "data/stacks", "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void anOpenPageGoesOnAfterARestart() throws IOException {
        String link = newLink();
        cloud.restart();
        assertThat(known(DATA).status()).isEqualTo(200);
        assertThat(get(link).status()).isEqualTo(401);
    }
}
