import Testing

@testable import MNCore
@testable import MNMachine

/// Secrets as files, commands, headers and sentences hold them; beside each what only looks so.
@Suite struct `A secret in a text` {
    /// Each holds `canary`, which must not stay; `kept` in it must.
    static let hidden = [
        // On the next line, and below.
        "password:\n  canary2secret\nkept: 1", "Password:\ncanary2secret\nkept",
        "kept\n  - password:\n      \"canary x\"\n    kept: 2", "api_key =\n    canary\nkept = 1",
        "password: |\n  canary one\n  canary two\nkept: 1",
        "a:\n  token: >-\n    canary\n\n    canary\n  kept: 1",
        "- password: |2+ # kept\n    canary\n  kept: 1",
        "key: kept\nsecret: !!binary |\n  canary\n",
        "credentials:\n  user: canary\n  - canary\n  \"x\": 'canary y'\nkept: 2",
        "secrets:\n- canary\n- canary\nkept: 1",
        "\"auth\": {\n  \"x\": \"canary\",\n  \"kept\": 1\n}",
        "\"tokens\": [\n  \"canary-canary\",\n  12\n],\nkept",
        "password = \"\"\"\ncanary\n\"\"\"\nkept = 1",
        "{'password': b'canary', 'kept': 1}", "{u'password': u\"canary\", u'kept': 1}",
        "password\tcanary7x\tkept", "GET https://x.com/v1?key=canary7x&kept=1",
        "Private-Lines: 2\ncanary\ncanary\nPrivate-MAC: kept",
        "docker login --password \\\n  canary kept", "PASSWORD=\\\n  canary\nkept=1",
        // Lists over lines, bundles of letters, sentences of services, names without a separator.
        "\"Args\": [\n  \"--password\",\n  \"canary\",\n  \"kept\"\n]",
        "curl -su me:canary kept", "curl -sSLu me:canary kept", "docker login -pcanary kept",
        "Incorrect API key provided: canary7x. kept", "SSHPASS=canary", "requirepass=canary",
        // Elements and cells beside a name, words of databases, tokens by their shape.
        "<property name=\"password\">canary</property> kept",
        "<kept/><key>password</key>\n  <string>canary</string>\n<kept/>",
        "kept\npassword             canary7x\nkept", "| password | canary7x | kept |",
        "ALTER USER kept IDENTIFIED BY 'canary'", "requirepass canary7x",
        "u=https%3A%2F%2Fme%3Acanary%40kept.com%2Fx", "kept us{{{:canary@kept",
        "machine\nkept\nlogin\nkept\npassword\ncanary",
        "{\n \"name\": \"password\",\n \"kept\": \"str\",\n \"required\": true,\n \"value\": \"canary\"\n}",
        // Cut off before its host.
        "kept http://me:canary", "kept http://me:canary2 kept",
        // Pairs.
        "- name: DB_PASSWORD\n  value: canary\n- name: kept\n  value: kept",
        "- value: canary\n  name: DB_PASSWORD\n- name: kept\n  value: kept",
        "  \"name\": \"API_KEY\",\n  \"value\": \"canary\",\n  \"kept\": \"x\"",
        "- name: API_TOKEN\n  kind: kept\n  value: |\n    canary\n  kept: 1",
        "- key: \"Authorization\"\n  value: Bearer canary\n  kept: 1",
        // Files of passwords.
        "db.internal:5432:kept:me:canary", "*:*:*:me:canary:canary kept",
        "echo 'h:5432:*:me:canary' > kept", "machine kept\nlogin u\npassword canary",
        "machine kept\n  password canary\n  login u", "default\n\tlogin u\n\tpassword canary\nkept",
        // Headers.
        "curl -H 'Cookie: kept=b; session=canary' kept", "sent Cookie: a=b; session=canary kept",
        "sent Set-Cookie: id=canary; Path=/; HttpOnly; x=canary, kept",
        "-H \"X-Api-Key: canary canary\" kept",
        "got Authorization: Digest username=\"canary\", response=\"canary\" kept",
        "{\\\"h\\\": \\\"a Cookie: a=canary; b=canary\\\", \\\"kept\\\": 1}",
        // Commands.
        "mysql -u root -pcanary kept", "mysqldump -h kept -p'canary' kept",
        "/usr/bin/mariadb -uroot -pcanary", "sshpass -p canary ssh kept",
        "sshpass -pcanary ssh kept",
        "docker login -u kept -p canary kept", "curl -ume:canary kept",
        "curl --user=me:canary kept",
        "curl --proxy-user me:canary kept", "curl -u 'me:canary x' kept",
        "redis-cli -a canary kept", "ldapsearch -x -w canary kept", "zip -P canary kept.zip kept",
        // Hashes of passwords, secrets of applications, PowerShell, an at sign and a slash in a password.
        "kept:$6$saltsalt$canarycanarycanarycanary:19000:kept",
        "kept $2b$12$canarycanarycanarycanarycanary kept",
        "kept $argon2id$v=19$m=65536,t=3,p=4$canarycanarycanary$canarycanary kept",
        "kept x1Y8Q~canary0123456789canary0123456789a kept",
        "kept ConvertTo-SecureString 'canary' -AsPlainText -Force kept",
        "ConvertTo-SecureString -String \"canary\" -AsPlainText # kept",
        "kept https://me:ca@nary/canary@kept.com/kept",
        "https://api.telegram.org/bot110201543:AAcanarycanary0123456789canary0123/kept",
        "kept abcdefghijklmn.atlasv1.canarycanary0123456789 kept",
        // Labels of other languages.
        "kept\nMot de passe : canary\nkept", "Contraseña: canary\nkept", "Пароль: canary\nkept",
        "パスワード：canary\nkept", "密码=canary\nkept",
        // Behind what stands for a character.
        "kept: {\"message\":\"bad\\nghp_Canary0123456789canary\"", "kept\\tAKIACANARY7EXAMPLE99",
        "kept %20hf_canary0123456789abcd kept", "kept \\u003dhf_canary0123456789abcd",
        "kept \\x1b[0mghp_canary0123456789abcd", "kept\\npassword=canary", "kept%0Apwd=canary",
        "kept &amp;key=canary7x", "kept x%3Fkey%3Dcanary7x",
        "kept \\x3dhf_canary0123456789abcd", "kept %250Aghp_canary0123456789abcd",
        "kept\\x0apassword=canary", "MOT DE PASSE : canary", "ПАРОЛЬ: canary",
        // What is no tag of a model.
        "kept password:7b-canary-x9", "SECRET=7b-canaryx9", "kept api-token:3m-canaryA9",
        "kept token:1b2canary", "kept token:7b@canary@x.com", "kept pin:7bcanary",
        "kept auth:canary",
        // Encoded.
        "password%3Dcanary kept", "kept%26api_key%3dcanary", "token%253Dcanary-1 kept",
        "{\"u\":\"a?password\\u003dcanary\"} kept", "?api_key&#61;canary kept",
        // Sentences.
        "kept: wrong password 'canary'", "kept: the password is canary77",
        "kept: password is 'canary x'",
        "the token \"canary-12\" was refused, kept", "kept: password was set to `canary`",
        "kept: the api key is canary12x", "kept: access token canary-7f3a9 was refused",
        "kept: DB_PASSWORD is canary77.", "kept (secret 'canary')", "kept with passphrase canary1x",
        "password -> canary7Xq2Zw9 kept", "kept password (canary7Xq2Zw9)",
        "kept password → 'canary'",
        "kept secret (c4naRY-7Xq2Zw9) not valid", "kept secret (caXQcanaryZRt) not valid",
        // Forms of the web, markup in markup and with namespaces.
        "Content-Disposition: form-data; name=\"password\"\r\n\r\ncanary\r\n--x\r\nkept",
        "form-data; name=\"api_key\"\nContent-Type: text/plain\n\ncanary\n--x kept",
        "kept &lt;password&gt;canary x&lt;/password&gt; kept", "&lt;ns:token&gt;canary-12 kept",
        "<ns2:password type=\"str\">canary</ns2:password> kept",
        "<kept/><ns:password>canary</ns:password>",
        "<password type='kept'>canary</password>",
        // Variables that are set, settings that are kept, lists of a command's words.
        "[Environment]::SetEnvironmentVariable('HF_TOKEN','canary','kept')",
        "os.environ.setdefault('HF_TOKEN', 'canary')",
        "os.Setenv(\"API_KEY\", \"canary x\") // kept", "kept.env(\"DB_PASSWORD\", 'canary')",
        "Set-Item -Path Env:HF_TOKEN -Value canary; kept",
        "Set-Item Env:API_KEY -Value \"canary\" # kept",
        "{\\\"cmd\\\": [\\\"docker\\\", \\\"login\\\", \\\"-p\\\", \\\"canary\\\"]} kept",
        "kept ['docker','login','-p','canary']", "[\"sshpass\", \"-p\", \"canary\", \"kept\"]",
        "aws configure set aws_secret_access_key canary && kept",
        "git config --global user.password 'canary x' && kept",
        "npm config set //kept.com/:_authToken canary",
        // Objects of Kubernetes and of Terraform.
        "kind: Secret\ndata:\n  db: canary\ntype: kept",
        "kind: Secret\nstringData:\n  a: canary\n  b: 'canary x'\nmetadata:\n  name: kept",
        "variable \"db_password\" { default = \"canary\" } # kept",
        "variable \"db_password\" {\n  type = kept\n  default = \"canary\"\n}",
        "kept jdbc:oracle:thin:bob/canary@db:1521/x", "jdbc:oracle:oci:bob/c@nary/canary@kept",
        // Blanks and letters of other widths, values that are wrapped, a name behind its value.
        "password\u{A0}=\u{A0}canary\nkept", "token\u{3000}:\u{202F}canary-1\nkept",
        "ｐａｓｓｗｏｒｄ：canary kept", "ＡＰＩ＿ＫＥＹ=canary\nkept",
        "Credentials { user: \"kept\", password: Some(\"canary\") }",
        "{ token: Some(SecretString(\"canary x\")), kept: 1 }",
        "password = Just \"canary\" -- kept", "x {\\\"password\\\": Some(\\\"canary\\\")} kept",
        "got {\"value\":\"canary\",\"name\":\"HF_TOKEN\",\"kept\":1}",
        "got {\\\"value\\\": \\\"canary\\\", \\\"key\\\": \\\"API_KEY\\\"} kept",
    ]

    /// What only the lines behind tell, so that it must come whole.
    static let told = [
        "kept!\nMIIEowIBAAKCAQEAcanary7iZOTaEn8z\ncanary/+canaryC0\n-----END RSA PRIVATE KEY-----\n",
        "kept: canarycanary+canarycanarycanary=\\n-----END PRIVATE KEY-----\\n",
        "kept:\n  canarycanary+canarycanarycanarycanary/canary\n  canary=\n  -----END PRIVATE KEY-----",
        "apiVersion: v1\ndata:\n  db: canary\n  other: canary\nkind: Secret\nkept: 1",
        "- apiVersion: v1\n  data:\n    db: canary\n  kind: Secret\n- kept: 1",
    ]

    @Test(arguments: told) func `is hidden for what stands behind it`(text: String) {
        let masked = Secrets().masked(text)
        #expect(!masked.contains("canary") && masked.contains("kept"), "\(masked)")
        #expect(masked.count { $0 == "\n" } == text.count { $0 == "\n" })
        #expect(Secrets().masked(masked) == masked)
    }

    @Test(arguments: hidden) func `is hidden`(text: String) {
        let masked = Secrets().masked(text)
        #expect(!masked.contains("canary"), "\(masked)")
        #expect(!text.contains("kept") || masked.contains("kept"), "\(masked)")
        #expect(masked.count { $0 == "\n" } == text.count { $0 == "\n" } || text.contains("\"\"\""))
        #expect(Secrets().masked(masked) == masked)
    }

    @Test(arguments: hidden) func `is hidden as it comes piece by piece`(text: String) {
        for size in [1, 5, 17, 1000]
        where !text.contains("- value: canary") && !text.contains("\"\"\"")
            && !text.contains("\\\n")
        {
            var stream = SecretStream(Secrets())
            var output: [UInt8] = []
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                output += stream.take(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            let shown = String(decoding: output + stream.finish(), as: UTF8.self)
            #expect(!shown.contains("canary"), "\(size): \(shown)")
            #expect(!text.contains("kept") || shown.contains("kept"), "\(size): \(shown)")
        }
    }

    @Test func `in a block of any length is hidden as it comes`() {
        var stream = SecretStream(Secrets())
        var output = stream.take(Array("a: 1\npassword: |\n".utf8))
        for _ in 0..<300 { output += stream.take(Array("  canary\n".utf8)) }
        output += stream.take(Array("b: 2\n".utf8)) + stream.finish()
        let shown = String(decoding: output, as: UTF8.self)
        #expect(!shown.contains("canary") && shown.hasSuffix("b: 2\n"))
    }

    /// What must stay as it is.
    static let plain = [
        "password is required", "the password is missing", "a token is needed, see --token",
        "use --api-key to set one", "--password is not given", "'--api-key' or '--token'",
        "--token <token>  The token.", "token 128000 of 'x'", "Unexpected token '}' in line 12",
        "eos token '<|im_end|>' is set", "the password is base64-encoded", "token is utf8",
        "password of 8-characters or more", "the secret 'DB_PASSWORD' is not set",
        "token expired 2026-01-02T03:04", "access token v1.2.3 is old", "Pass: 3 of 4",
        "max_tokens:\n  4096", "tokenizer:\n  gpt2-medium1", "password:\n\nname: x",
        "DB_PASSWORD=\nDB_HOST=localhost1", "error: invalid credentials:\n  at main.js:12",
        "Password:\nLast login: Mon 12",
        "- name: PATH\n  value: /usr/bin\n- name: DB_PASSWORD\n  valueFrom: x",
        "- name: DB_PASSWORD\n- name: other\n  value: kept", "name: TOKENIZER\nvalue: gpt2",
        "0000:01:00.0", "C:\\Users\\a@b\\c", "main.swift:120:5:error:message", "a:b:c:d:e",
        "docker run -p 8080:80 x",
        "mysql -p database", "mysql -P 3306 x", "mkdir -p a/b && cp -p x y", "curl -u me https://h",
        "docker run -u 1000:1000 x", "tar -pcf x", "git log -p file1", "ssh -p 2222 host1",
        "the machine has a password manager", "login with your password first",
        "key: a; other=b", "Accept: a=b; q=1", "name%3Dvalue", "tokens per second 12.5x",
        "prompt tokens 'abcdefghi'", "a secret \"\" and more",
        "docker login -u me --password-stdin x",
        "unknown key 'conclusions'",
        "may require authorization: server message: insufficient_scope",
        "password: [redacted]", "password:\n  [redacted]",
        "PASS: 12 tests", "credentials: 0 found", "secret: required", "secrets: inherit",
        "error: unknown token '}' in JSON", "tar -su x:y", "curl -sS https://h",
        // Models, whose tags are no values.
        "hf.co/acme/password-guesser:1.5b-instruct-q8_0: not here",
        "acme/SecretLlama-7B-GGUF:Q4_K_M",
        "secret:8x7b", "token-net:e2b", "pin-lm:E4B-it-qat", "password: incorrect",
        "Passwort: falsch",
        "token-classifier:7b pass", "mn model install auth:1.5b-q4_K_M",
        "acme/llama-guard-secrets:latest",
        "{\"model_id\": \"token-classifier:70b\"}\n{\"model_id\": \"pin:8b\"}",
        "WWW-Authenticate: Bearer realm=\"x\",service=\"y\"", "command -p login",
        // Pieces of a model's text, what is said in brackets, settings without a value.
        "unknown token 'Ġhello' in vocabulary", "token 'hello' is not in the vocabulary",
        "kept -----END PRIVATE KEY-----", "the token ('hello') is",
        "unknown token '▁the' in it",
        "password (required) for it", "password (8-characters) is short", "secret (optional)",
        "error: token (128009) is special", "expected token (identifier) here",
        "fn token -> String", "password -> hashPassword", "the token -> its text",
        "git config user.email is unset", "git config password is wrong",
        "git config password is shown by it",
        "aws configure set region eu-west-1", "'-p' or '--password'",
        "['docker','run','-p','80:80']",
        "setenv(\"MODEL_HOST\", \"http://h\")", "os.environ.get('HF_TOKEN', '')",
        "x {\"value\":\"Q4_K_M\",\"name\":\"quantization\"}", "x {\"data\": 1, \"key\": \"count\"}",
        "form-data; name=\"file\"\n\nGGUF\n--x", "variable \"region\" { default = \"eu\" }",
        "variable \"region\" {\n  default = \"eu\"\n}",
        "<ns:model name=\"smollm2\">135M</ns:model>", "&lt;model&gt;smollm2&lt;/model&gt;",
        "jdbc:oracle:thin:@//db:1521/x", "ｍｏｄｅｌ：smollm2", "model\u{A0}=\u{A0}smollm2",
        "kind: ConfigMap\ndata:\n  db: postgres12", "data:\n  db: postgres12\nkind: Model",
        "kind: Secret\n---\ndata:\n  db: postgres12", "data:\n  a: b1\n- kind: Secret",
        "-----END CERTIFICATE-----", "AAAAB3NzaC1yc2EAAAADAQABAAABAQC7\n-----END PUBLIC KEY-----",
        "a word\n-----END PRIVATE KEY-----", "word\n-----END PRIVATE KEY-----",
    ]

    @Test(arguments: ["password:mini", "secret:medium-large", "pin:base"])
    func `may be a word of tags`(text: String) {
        #expect(Secrets().masked(text) != text)
    }

    @Test(arguments: plain) func `is nothing else`(text: String) {
        #expect(Secrets().masked(text) == text)
    }

    @Test func `in an object of secrets, and in headers that a configuration adds, is hidden`() {
        let document: JSON = [
            "items": [["kind": "Secret", "data": ["a": "canary"], "stringData": ["b": "canary"]]],
            "extra_headers": ["X-Corp": "canary", "Accept": "kept"],
            "headers": ["X-Corp": "kept2"], "data": ["a": "kept3"],
        ]
        let text = Secrets().masked(document).text(.canonical)
        #expect(!text.contains("canary"))
        #expect(["kept", "kept2", "kept3"].allSatisfy { text.contains("\"\($0)\"") })
        #expect(Secrets([document]).masked("canary kept2") == "[redacted] kept2")
        // A word is hidden where it stands, and not wherever else it does.
        let words: JSON = ["extra_headers": ["X-Model": "qwen3:0.6b", "X-Corp": "Xk3fQ9zLw0TtR5"]]
        #expect(!Secrets().masked(words).text(.canonical).contains("qwen3"))
        #expect(
            Secrets([words]).masked("qwen3:0.6b for Xk3fQ9zLw0TtR5") == "qwen3:0.6b for [redacted]")
    }

    @Test func `of a document over lines leaves it one`() throws {
        let text = """
            {
              "auth": {"a": ["canary"], "pin": 123456},
              "password": 12345678,
              "n": 1
            }

            """
        let masked = Secrets().masked(text)
        let document = try JSON.parse(masked)
        #expect(!masked.contains("canary") && !masked.contains("1234"))
        #expect(document.object?["n"] == 1)
    }

    @Test func `in the words of a command is hidden`() {
        for words: [JSON] in [
            ["mysql", "-pcanary", "kept"], ["curl", "-u", "me:canary", "kept"],
            ["sshpass", "-p", "canary", "ssh", "kept"], ["curl", "-ume:canary", "kept"],
        ] {
            let masked = Secrets().masked(.array(words))
            #expect(!masked.text().contains("canary") && masked.array?.count == words.count)
            #expect(masked.array?.last == words.last)
        }
    }
}
