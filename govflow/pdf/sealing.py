"""Sealing: one invisible certifying signature over the finished file, after which nothing may change.

In: a PDF, a seal, the moment. Out: the PDF with a second revision that holds the seal and nothing else; its
first revision is the PDF as it was, byte for byte. ISO 32000-1, 12.8.2.2 (DocMDP, level 1); ETSI EN 319 142-1,
level B-B: there is no trusted timestamp, so the moment is the server's own word.
"""

import asyncio
import io
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from govflow.pdf.seal import Seal

FIELD = "Seal"
RESERVED = 4096
"""Hexadecimal digits kept free for the container: twice the largest seen."""


class SealHolder(Signer):
    """Signs with a key that was read once."""

    def __init__(self, seal: Seal) -> None:
        super().__init__(signing_cert=seal.for_container)
        self.seal = seal

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The bare signature."""
        return self.seal.signature(data)


class Sealer(PdfSigner):
    """Declares the one extension PAdES asks for: with another it would call itself PDF 2.0, which PDF/A-3 is not."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """ETSI EN 319 142-1, 5.5."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


class Revision(IncrementalPdfFileWriter):
    """A revision that adds the seal and leaves the document's metadata, its dates above all, as they were."""

    def _update_meta(self) -> None:
        pass


def seal_pdf(pdf: bytes, seal: Seal, moment: datetime, reason: str) -> bytes:
    """The PDF with the seal upon it. ``moment``: UTC; ``reason``: why it is sealed, for a reader of the seal."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = Sealer(metadata, SealHolder(seal))
    return asyncio.run(_seal(signer, Revision(io.BytesIO(pdf)), moment))


async def _seal(signer: Sealer, writer: Revision, moment: datetime) -> bytes:
    session = signer.init_signing_session(writer)
    # Its own clock is the machine's; ours is the one that the act was given.
    session.system_time = moment
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=RESERVED)
    output = io.BytesIO()
    prepared, _ = document.digest_tbs_document(output=output)
    done = await document.perform_signature(
        prepared.document_digest,
        PdfCMSSignedAttributes(signing_time=moment, cades_signed_attrs=CAdESSignedAttrSpec()),
    )
    await done.post_signature_processing(output)
    return output.getvalue()
