import Testing

@testable import MNText

/// Tokens of services as they are made, and the words that begin as they do.
@Suite struct `The shape of a secret` {
    private static let small = "abcdefghijklmnopqrstuvwxyz"
    private static let digits = "0123456789"
    private static let letters = small + small.uppercased()
    private static let code = letters + digits
    private static let safe = code + "-_"
    private static let hex = digits + "abcdef"
    private static let capitals = small.uppercased() + digits

    /// What a token begins with, and of what and how many letters its parts are; a part of none stands for
    /// itself.
    static let forms: [(String, [(String, Int)])] = [
        ("hf_", [(letters, 34)]), ("hf_", [(code, 34)]), ("npm_", [(code, 36)]),
        ("xai-", [(code, 80)]), ("sk-", [(code, 48)]), ("sk-", [(hex, 32)]),
        ("sk-proj-", [(safe, 100)]), ("sk-ant-api03-", [(safe, 95)]), ("ghp_", [(code, 36)]),
        ("glpat-", [(safe, 20)]), ("gsk_", [(code, 52)]), ("r8_", [(code, 37)]),
        ("pypi-", [(safe, 90)]), ("dckr_pat_", [(safe, 27)]), ("sk_live_", [(code, 24)]),
        ("SG.", [(safe, 22), (".", 0), (safe, 43)]), ("pul-", [(hex, 40)]),
        ("SWMTKN-1-", [(small + digits, 50), ("-", 0), (small + digits, 25)]),
        ("glagent-", [(safe, 50)]), ("gloas-", [(hex, 64)]), ("glcbt-64_", [(safe, 20)]),
        ("GR1348941", [(safe, 20)]), ("AKCp", [(code, 69)]), ("cmVmdGtuO", [(code, 55)]),
        ("oy2", [(small + digits, 43)]), ("cio", [(code, 32)]), ("CLOJARS_", [(hex, 60)]),
        ("ABIA", [(capitals, 16)]), ("sbp_", [(hex, 40)]), ("sb_secret_", [(safe, 31)]),
        ("nfp_", [(code, 36)]), ("rnd_", [(code, 28)]), ("bkct_", [(code, 40)]),
        ("snyk_uat.", [(hex, 8), (".", 0), (code, 64)]),
        ("dt0c01.", [(capitals, 24), (".", 0), (capitals, 64)]), ("glc_eyJ", [(code, 80)]),
        ("shpca_", [(hex, 32)]), ("sntryu_", [(hex, 64)]), ("secret_", [(code, 43)]),
        ("NRJS-", [(hex, 19)]), ("ATCTT3", [(code, 180)]), ("duffel_live_", [(safe, 43)]),
        ("pnu_", [(code, 36)]), ("rdme_", [(small + digits, 70)]), ("CFPAT-", [(safe, 43)]),
        ("EZAK", [(code, 54)]), ("rzp_live_", [(code, 14)]), ("FLWSECK-", [(hex, 32), ("-X", 0)]),
        ("1//0", [(safe, 100)]), ("pat", [(code, 14), (".", 0), (hex, 64)]),
        (
            "A3-",
            [
                (capitals, 6), ("-", 0), (capitals, 11), ("-", 0), (capitals, 5), ("-", 0),
                (capitals, 5), ("-", 0), (capitals, 5),
            ]
        ),
        ("lsv2_pt_", [(hex, 32), ("_", 0), (hex, 10)]), ("csk-", [(code, 48)]),
        ("fw_", [(code, 24)]), ("EAAC", [(code, 150)]), ("vcp_", [(code, 56)]),
        ("MTk4NjIyNDgzNDcxOTI1MjQ4.", [(code, 6), (".", 0), (code, 38)]),
        ("sk-", [(small + digits, 20), ("7", 0)]), ("hf_", [(small + digits, 20), ("4", 0)]),
    ]

    @Test(arguments: forms) func `is known, whatever its letters`(
        prefix: String, parts: [(String, Int)]
    ) {
        var source = SplitMix64(seed: 7)
        for _ in 0..<100 {
            let token = parts.reduce(into: prefix) { token, part in
                let letters = Array(part.0)
                if part.1 == 0 { token += part.0 }
                for _ in 0..<part.1 { token.append(letters[source.below(letters.count)]) }
            }
            for text in ["said \(token) x", "said \(token). X", "{\"x\":\"\(token)\"}"] {
                #expect(Secrets().masked(text).contains(Secrets.mask), "\(text)")
                #expect(!Secrets().masked(text).contains(token.suffix(10)), "\(text)")
            }
        }
    }

    /// What only begins as a token does.
    static let phrases = [
        "hf_raise_for_status(response)", "hf_hub_disable_telemetry", "hf_generation_config",
        "hf_tokenizer_kwargs", "hf_llama3_chat_template", "hf_internationalization",
        "hf_modelGenerationConfig is unset", "npm_config_user_agent", "npm_lifecycle_script",
        "npm_package_engines_node", "npm_config_https_proxy", "npm_config_globalignorefile",
        "xai-grok-open-weights", "hf.co/xai-org/xai-grok-1-open-weights", "xai-grok-2-vision-1212",
        "sk-learn-regression", "sk-learn-contrib-1.5.2-py3", "sk-rag-retrieval-augmented",
        "fw_update_status_register_7", "rnd_generator_state_of_engine",
        "secret_name_of_the_service", "napi_create_function_with_a_name_and_callback",
        "sb_secret_is_not_set_in_it", "cioppino", "patch.applied-to-the-upstream", "1//0 is one",
        "SWMTKN-1- begins a token of a swarm", "SG.internal.company.network", "oy2 cio AKCp EAAC",
        "A3-SIZE-PAPER-IN-THE-TRAY", "rdme_", "pat-na1-", "glm-4.5-air",
        "MyVeryLongModuleNameIsHere.Config.aMethodWithAVeryLongNameIndeedYes",
        // Models, digests, versions, devices, a step of a build.
        "ai/smollm2:135M-Q4_K_M", "hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
        "sha256:354bf30d0aa3af413d2aa5ae4f23c66d78980072d1e07a5b0d776e9606a2f0b9",
        "commit 895d1a0d1f13dce20c4fd32f640d0032634f087e", "v0.1.44-12-g895d1a0",
        "/home/u/.docker/models/blobs/sha256/354bf30d0aa3af413d2aa5ae4f23c66d",
        "max_tokens=2048", "tokenizer.chat_template", "GPU-5f2b7c1a-1d2e-4c3b-9a8f-0123456789ab",
        "run: echo ZWNobyAiaGVsbG8gd29ybGQgZnJvbSBhIENJIHN0ZXAi | base64 -d",
    ]

    @Test(arguments: phrases) func `is none of words`(text: String) {
        #expect(Secrets().masked(text) == text)
    }
}
