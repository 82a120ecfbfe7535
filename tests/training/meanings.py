"""What the words of a badge and of a status list mean, taken down from the standards, in our words.

Only words our documents use, each a fact to be looked up at the address it is filed under: W3C
Verifiable Credentials Data Model 2.0 and 1EdTech Open Badges 3.0 (context 3.0.3). A word that is
not here is one nobody signed. The signer has a table of its own; the two were written apart.
"""

CREDENTIAL = "https://www.w3.org/2018/credentials#"
STATUS = "https://www.w3.org/ns/credentials/status#"
SECURITY = "https://w3id.org/security#"
BADGE = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SCHEMA = "https://schema.org/"
MOMENT = "http://www.w3.org/2001/XMLSchema#dateTime"


def word(address, kind=None, inside=None):
    """A word: the address it stands for, the kind of its value, the words that hold inside it."""
    said = {"@id": address, "@type": kind, "@context": inside}
    return {name: value for name, value in said.items() if value is not None}


WORDS = {
    "https://www.w3.org/ns/credentials/v2": {
        "VerifiableCredential": word(CREDENTIAL + "VerifiableCredential", inside={
            "credentialStatus": word(CREDENTIAL + "credentialStatus"),
            "credentialSubject": word(CREDENTIAL + "credentialSubject"),
            "issuer": word(CREDENTIAL + "issuer", "@id"),
            "validFrom": word(CREDENTIAL + "validFrom", MOMENT),
            "validUntil": word(CREDENTIAL + "validUntil", MOMENT),
        }),
        "BitstringStatusListCredential": word(STATUS + "BitstringStatusListCredential"),
        "BitstringStatusList": word(STATUS + "BitstringStatusList", inside={
            "encodedList": word(STATUS + "encodedList", SECURITY + "multibase"),
            "statusPurpose": word(STATUS + "statusPurpose"),
        }),
        "BitstringStatusListEntry": word(STATUS + "BitstringStatusListEntry", inside={
            "statusListCredential": word(STATUS + "statusListCredential", "@id"),
            "statusListIndex": word(STATUS + "statusListIndex"),
            "statusPurpose": word(STATUS + "statusPurpose"),
        }),
        "DataIntegrityProof": word(SECURITY + "DataIntegrityProof", inside={
            "created": word("http://purl.org/dc/terms/created", MOMENT),
            "cryptosuite": word(SECURITY + "cryptosuite", SECURITY + "cryptosuiteString"),
            "proofPurpose": word(SECURITY + "proofPurpose", "@vocab", {
                "assertionMethod": word(SECURITY + "assertionMethod"),
            }),
            "verificationMethod": word(SECURITY + "verificationMethod", "@id"),
        }),
    },
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": {
        "OpenBadgeCredential": word(BADGE + "OpenBadgeCredential"),
        "Achievement": word(BADGE + "Achievement", inside={
            "criteria": word(BADGE + "Criteria"),
        }),
        "AchievementSubject": word(BADGE + "AchievementSubject", inside={
            "achievement": word(BADGE + "achievement"),
        }),
        "Profile": word(BADGE + "Profile"),
        "description": word(SCHEMA + "description"),
        "name": word(SCHEMA + "name"),
        "narrative": word(BADGE + "narrative"),
        "url": word(SCHEMA + "url", "https://www.w3.org/2001/XMLSchema#anyURI"),
    },
}  # fmt: skip
