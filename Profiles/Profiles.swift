/// The machine profiles that ship inside the binary: JSON text by profile id.
public enum EmbeddedProfiles {
    public static var texts: [String: String] { EmbeddedFiles.all }
}
