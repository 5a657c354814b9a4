/**
 * How tokens of services begin, as their makers publish it; what follows is `[\w.~+/=-]`. Two kept rule sets were compared: secretlint's
 * preset-recommend 12 and gitleaks 8. Their rules name the same beginnings, but each wants an exact length, which a message that is cut
 * off does not have, and secretlint's for AWS takes the unique ids of roles (AROA…), which people need to see.
 */
export const TOKEN_BEGINNINGS = [
  // GitHub, GitLab, Bitbucket and Atlassian, Azure DevOps, Gitea.
  'gh[pousr]_',
  'github_pat_',
  'gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|oas|soat|ffct|wt)-',
  'GR1348941',
  'AT(?:BB|ATT|CTT|OAT)[A-Za-z0-9]',
  'BBDC-',
  // Registries and package hosts.
  'dckr_[po]at_',
  'npm_',
  'pypi-Ag',
  'rubygems_',
  'AKCp',
  // EKS; session tokens of STS and logins of ECR are base64 that begins alike.
  'k8s-aws-v1\\.',
  'IQoJb3JpZ2lu',
  'FwoGZXIvYXdz',
  'FQoGZXIvYXdz',
  'AQoDYXdz',
  // Clouds.
  'ya29\\.',
  'AIza[\\w-]',
  'GOCSPX-',
  'do[opr]_v1_',
  'hv[sbr]\\.',
  'dapi[a-f0-9]{8}',
  'pul-[a-f0-9]{8}',
  'vc[pialkr]_',
  // Chat, mail, payment, monitoring.
  'xox[abeoprs](?:\\.xox[bp])?-',
  'xapp-',
  'SG\\.[\\w-]',
  '[rs]k_(?:live|test)_',
  'whsec_',
  'gl(?:c|sa)_',
  'NRAK-',
  'shp(?:at|ca|pa|ss)_',
  'fig[du]_',
  'lin_api_',
  'ntn_',
  // Models.
  'sk-(?:ant|proj|svcacct|admin|or)-',
  'hf_[A-Za-z]',
  'gsk_',
  // Keys of age, as SOPS uses them.
  'AGE-SECRET-KEY-',
]

/** A name that ends so is the name of a secret: `gitPassword`, `AWS_SECRET_ACCESS_KEY`, `client-key-data`, `X-Vault-Token`. */
export const SECRET_NAMES = [
  'passw(?:or)?d',
  'passphrase',
  'pass(?:code)?',
  'pwd',
  'secret',
  'secret[-_ ]?(?:access[-_ ]?)?key',
  'token(?:s|[-_ ]?(?:value|secret|hash))?',
  'api[-_ ]?key',
  'access[-_ ]?key(?![-_ ]?id)',
  'account[-_]?key',
  'shared[-_]?access[-_]?(?:key|signature)',
  '(?:private|signing|encryption|master|deploy|ssh|client|license|webhook|host)[-_ .]?key(?:[-_]?data)?',
  'client[-_]?certificate[-_]?data',
  'tls\\.key',
  'credentials?',
  'authorization',
  'cookie',
  'signature',
  'bearer',
  'otp',
  'mfa[-_ ]?code',
  'connection[-_]?string',
  'dockerconfigjson',
]

/** Parameters of a URL that let whoever has them in: signed URLs of S3, GCS, Azure, CloudFront, and tokens of all kinds. */
export const SECRET_PARAMETERS = [
  'X-(?:Amz|Goog)-(?:Signature|Security-Token|Credential)',
  'Signature',
  'sig',
  'se?cret',
  'key',
  'code',
  'jwt',
  'pw',
  'auth',
]
