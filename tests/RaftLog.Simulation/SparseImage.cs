namespace RaftLog.Simulation;

/// <summary>
/// The bytes of a file as some layer sees them, in pages that clones share until one of them writes. Bytes never written, and
/// bytes beyond <see cref="Length"/>, are zeros.
/// </summary>
internal sealed class SparseImage
{
    private const int PageBytes = 4096;

    private byte[]?[] _pages = [];
    private bool[] _owned = [];

    public long Length { get; private set; }

    public SparseImage Clone()
    {
        Array.Clear(_owned);
        return new SparseImage { _pages = (byte[]?[])_pages.Clone(), _owned = new bool[_pages.Length], Length = Length };
    }

    public int Read(Span<byte> buffer, long position)
    {
        var count = (int)Math.Clamp(Length - position, 0, buffer.Length);
        for (var done = 0; done < count;)
        {
            var page = (int)((position + done) / PageBytes);
            var within = (int)((position + done) % PageBytes);
            var piece = buffer[done..Math.Min(count, done + PageBytes - within)];
            if (page < _pages.Length && _pages[page] is { } bytes) bytes.AsSpan(within, piece.Length).CopyTo(piece);
            else piece.Clear();
            done += piece.Length;
        }

        return count;
    }

    /// <summary>Writes without touching <see cref="Length"/>: what a sector holds and how long the file is are separate matters.</summary>
    public void Put(ReadOnlySpan<byte> bytes, long position)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var page = (int)((position + done) / PageBytes);
            var within = (int)((position + done) % PageBytes);
            var count = Math.Min(bytes.Length - done, PageBytes - within);
            bytes.Slice(done, count).CopyTo(PageForWriting(page).AsSpan(within));
            done += count;
        }
    }

    /// <summary>Sets the length; what lies beyond it becomes zeros.</summary>
    public void SetLength(long length)
    {
        Length = length;
        var firstUnused = (int)((length + PageBytes - 1) / PageBytes);
        for (var page = firstUnused; page < _pages.Length; page++) _pages[page] = null;
        var within = (int)(length % PageBytes);
        if (within > 0 && firstUnused - 1 < _pages.Length && _pages[firstUnused - 1] is not null)
        {
            PageForWriting(firstUnused - 1).AsSpan(within).Clear();
        }
    }

    public void GrowTo(long length) => Length = Math.Max(Length, length);

    private byte[] PageForWriting(int page)
    {
        if (page >= _pages.Length)
        {
            var size = Math.Max(page + 1, _pages.Length * 2);
            Array.Resize(ref _pages, size);
            Array.Resize(ref _owned, size);
        }

        if (_pages[page] is { } existing && _owned[page]) return existing;
        var fresh = (byte[]?)_pages[page]?.Clone() ?? new byte[PageBytes];
        _pages[page] = fresh;
        _owned[page] = true;
        return fresh;
    }
}
