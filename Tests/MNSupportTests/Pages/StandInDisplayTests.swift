import MNCore
import MNSupport
import Testing

@Suite("Chips")
struct StandInDisplayTests {
    @Test(
        "A stand-in is a chip, with its kind and which it is",
        arguments: [
            ("http://h1.invalid:12434/x", "http://‹host:1›:12434/x"),
            ("from 192.0.2.7 to 198.51.100.1", "from ‹address:7› to ‹address:255›"),
            ("[2001:db8::1f]:80", "[‹address6:31›]:80"),
            ("/home/user/models", "/home/‹user›/models"),
            ("C:\\Users\\user2\\x", "C:\\Users\\‹user:2›\\x"),
            ("user", "‹user›"), ("user2 said", "‹user:2› said"),
            ("user@h2.invalid", "‹user›@‹host:2›"),
            ("/srv/p1/p12", "/srv/‹path:1›/‹path:12›"),
            ("token=[redacted]", "token=‹secret›"),
            ("00:00:5e:00:53:0a", "‹hardware:10›"),
            ("00000000-0000-0000-0000-000000000003", "‹number:3›"),
            ("named w12 and wé3.", "named ‹word:12› and ‹word:3›."),
            ("/srv/w1 w2/0w3", "/srv/‹word:1› ‹word:2›/‹word:3›"),
            ("pid 7000042, id 00000000001f", "pid ‹number:42›, id ‹number:31›"),
        ])
    func isChip(_ text: String, _ shown: String) {
        #expect(StandInDisplay.shown(text) == shown)
        let spelt = StandInDisplay.pieces(text).map { piece in
            switch piece {
            case .text(let text): text
            case .standIn(let standIn): standIn.spelling
            }
        }
        #expect(spelt.joined() == text)
    }

    @Test(
        "What only looks like one stays as it is",
        arguments: [
            "the user said", "users", "/usr/user/x", "nvme0n1p1", "p1", "h1.invalid2",
            "h01.invalid",
            "10.0.0.1", "1192.0.2.7", "192.0.2.999", "192.0.2.77a", "2001:db8:1::1", "w", "w01",
            "gfx90w1", "7000", "70000000", "7100042", "000000000000", "0x00000000001f",
            "00000000-0000-0000-0000-000000000000", "[redacte", "", "‹host:1›",
        ])
    func isText(_ text: String) {
        #expect(StandInDisplay.shown(text) == text)
        #expect(StandInDisplay.standIns(text).isEmpty)
    }
}
