namespace RaftLog.Storage.Disks;

/// <summary>How <see cref="IDisk.Open"/> treats the name.</summary>
public enum DiskOpenMode : byte
{
    /// <summary>The file must exist; it cannot be written.</summary>
    Read,

    /// <summary>The file must exist.</summary>
    ReadWrite,

    /// <summary>The file must not exist; it is created empty.</summary>
    CreateNew,

    /// <summary>Opened as it is, or created empty.</summary>
    OpenOrCreate,
}
