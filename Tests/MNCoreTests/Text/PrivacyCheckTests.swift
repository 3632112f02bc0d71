import Testing

@testable import MNCore
@testable import MNMachine

@Suite struct `A check for what is private` {
    private func lines(_ text: String) -> [Int] {
        PrivacyCheck(Array(text.utf8), Secrets(), Identity(home: "/home/alice", users: ["alice"]))
            .findings.map(\.line)
    }

    @Test(arguments: [
        ("a: 1\npassword:\n  canary2secret\nb", [3]), ("a\npassword: |\n  x1\n  y1\n", [3, 4]),
        ("- name: API_KEY\n  value: xyz\n", [2]), ("by alice\nx\nat 10.0.0.1", [1, 3]),
        ("{\"a\": \"password=xyz1\"}", [1, 1]), ("machine h\nlogin u\npassword p", [3]),
        ("the token \"abcdefgh-1\" was refused", [1]), ("user:pw@db.internal", [1, 1]),
        ("x\nSerial Number: PF3XY9Z1\nhostname=annabox\n{\"Username\": \"annam\"}", [2, 3, 4]),
        (
            "3c58.c2aa.bbcc\nC%3A%5CUsers%5Cannam\n~annam/x\nanna@box:~$ ls\nuser: required",
            [1, 2, 3, 4]
        ),
        ("S-1-5-21-1111111111-2222222222-3333333333-1001\nthe user\nx.tail1234.ts.net", [1, 3]),
    ]) func `tells the lines`(text: String, expected: [Int]) {
        #expect(lines(text) == expected)
    }

    @Test func `tells nothing of what stands in the place of something`() {
        let text = """
            tcp://h1.invalid:2375 h2.invalid user@h1.invalid user2@h12.invalid 192.0.2.1:80
            00000000-0000-0000-0000-00000000000a 00:00:5e:00:53:01 2001:db8::1 [2001:db8::12]:80
            /home/user/x /home/user2/.docker C:\\Users\\user3\\x /Users/user {"user": "[redacted]"}
            serial: 000000000001 serial: 7000001 hostname=h1.invalid username=user2 user: w12 ~user/x
            [redacted]@h1.invalid http://[redacted]@h3.invalid:80/p1/p2 198.51.100.7 203.0.113.254
            password: [redacted]
            """
        #expect(lines(text) == [])
    }
}
